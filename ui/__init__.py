"""The chat: a web page over the assistant, and the same answers as an API."""
