"""Who a noun phrase, a name or a pronoun stands for. `Doc` and place mentions in, `Actor` values by token out. Start with
`finder.py`; `lexicon.py` holds what is known of actors."""
