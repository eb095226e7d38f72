"""Lines of a page that are only its date, and lines that say what happened on one."""

import pytest

from eventpack.text import date_lines


@pytest.mark.parametrize(
    "line",
    [
        "MAR. 14, 2013, 8: 12 PM",
        "Sunday, March 17, 2013 | 5: 00 PM",
        "Posted on 12 May 2024 at 14:30 GMT",
        "Updated: 3rd June 2021",
        "2024-05-11",
        "Last modified on Thu, 6 Jan 2022, 7pm",
    ],
)
def test_a_line_with_nothing_but_a_date_is_the_page_s(line):
    assert date_lines.hold(date_lines.lines(f"Headline\n{line}\nThe story goes on."), len("Headline\n") + 2)


@pytest.mark.parametrize(
    "line",
    ["Friday night", "12 killed in May", "March 9: 12 dead", "Talks on 12 May 2024 in Oslo", "The 2013 treaty", ""],
)
def test_a_line_that_says_more_is_none(line):
    assert not date_lines.hold(date_lines.lines(f"Headline\n{line}\nThe story goes on."), len("Headline\n") + 2)
