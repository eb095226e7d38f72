"""Who did what to whom: triggers, frames, roles, status, source, place, date and PLOVER's rules. A parsed article with its
places, times and actors in, `Report` values out. Start with `coder.py`."""
