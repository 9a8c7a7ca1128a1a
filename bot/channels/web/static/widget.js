// What a page embeds, as a classic script or a module; the server fills VERSION in.
{
  const { src } = document.currentScript || {};
  const path = "/web/static/VERSION/chat.js";
  import(src ? new URL(path, src) : path);
}
