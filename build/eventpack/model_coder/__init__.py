"""A language model as a coder: it says which words of an article report an event, and nothing else.

The prompt and the schema of an answer are derived from schemas/ (`prompt`, `answer_schema`). A conversation with any
OpenAI-compatible server gets the answers (`conversation`), which are kept by content (`recorded`). Of an answer only
what the schema allows is read (`answer`), and of that only what the article has to the letter (`grounding`); the
article's resolver says who, where and when the words mean (`to_reports`).
"""
