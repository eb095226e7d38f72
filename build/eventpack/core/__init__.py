"""The values that travel from stage to stage, the errors a user can fix, and the program's version. Imports nothing else of
eventpack; everything imports it. Start with `model.py`."""
