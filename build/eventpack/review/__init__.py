"""What people say of the coder's reports, and reports that others bring: read, checked, put in place of the coder's.

The way: `entries` reads reviews/*.yaml; `brought` and `brought_csv` read reports of another coder; `coding` checks what
either says of an event; `amend` puts it into an article's annotation, between the coder and the linker. `walk` asks a
person in the terminal and `store` keeps the answers.
"""
