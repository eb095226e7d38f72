"""How many came to harm, in whose ranks, and by which of an article's events.

In go a parsed article and its reports; out come the reports with the figures their own words give. :mod:`figures`
finds who a word of harm says was killed, injured, missing, abducted, detained or displaced, :mod:`numbers` reads how
many they are, :mod:`sums` leaves out what is a sum over many events, and :mod:`attach` gives each figure to the report
of the event it belongs to. The words are data: lexicon/casualties.yaml. Start reading at :mod:`attach`.
"""
