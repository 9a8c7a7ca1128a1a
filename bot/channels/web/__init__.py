"""The web: a chat over HTTP, questions and answers as pages, decisions as forms.

`docs/web-api.md` says what may be asked of it; `bot.channels.web.site` wires it.
"""
