"""Personal data in the tables: finding it, and writing copies without it.

A package reports persons as the news does. Some who take data, such as HDX, take none on persons beyond those who hold
a public office. :mod:`find` lists what such a taker must not get, :mod:`withhold` makes tables without it.
"""
