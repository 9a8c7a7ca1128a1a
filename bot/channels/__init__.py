"""How people reach the assistant from outside: one package a channel."""
