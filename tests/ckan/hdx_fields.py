"""A CKAN extension with HDX's rules for datasets, by its documentation: its fields, what it must have, its vocabulary.

It runs inside of CKAN, which the tests start with it. That HDX's own extension has the same rules is not proven by it.
"""

import re

import ckan.model as model
import ckan.plugins as plugins
from ckan.plugins import toolkit

REQUIRED = ("dataset_source", "dataset_date", "methodology", "data_update_frequency")
OTHERS = ("caveats", "subnational", "methodology_other", "license_other")
FREQUENCIES = {"-2", "-1", "0", "1", "7", "14", "30", "90", "180", "365"}
DAYS = re.compile(r"\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d TO (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|\*)\]")


class HdxFields(plugins.SingletonPlugin, toolkit.DefaultDatasetForm):
    plugins.implements(plugins.IDatasetForm)
    plugins.implements(plugins.IActions)

    def is_fallback(self):
        return True

    def package_types(self):
        return []

    def create_package_schema(self):
        return self._with_fields(super().create_package_schema())

    def update_package_schema(self):
        return self._with_fields(super().update_package_schema())

    def show_package_schema(self):
        schema, get = super().show_package_schema(), toolkit.get_validator
        from_extras = toolkit.get_converter("convert_from_extras")
        return schema | {name: [from_extras, get("ignore_missing")] for name in (*REQUIRED, *OTHERS)}

    def _with_fields(self, schema):
        get, to_extras = toolkit.get_validator, toolkit.get_converter("convert_to_extras")
        schema |= {name: [get("not_empty"), to_extras] for name in REQUIRED}
        schema |= {name: [get("ignore_missing"), to_extras] for name in OTHERS}
        schema |= {name: [get("not_empty"), *schema[name]] for name in ("notes", "license_id", "maintainer", "title")}
        schema["dataset_date"].insert(1, _days)
        schema["data_update_frequency"].insert(1, _frequency)
        schema["__after"] = [*schema.get("__after", ()), _whole]
        schema["resources"] |= {
            name: [get("not_empty"), *schema["resources"].get(name, ())] for name in ("name", "format", "description")
        }
        return schema

    def get_actions(self):
        return {"hdx_vocabulary": _vocabulary}


def _days(value):
    if not DAYS.fullmatch(value):
        raise toolkit.Invalid("is no range of days")
    return value


def _frequency(value):
    if value not in FREQUENCIES:
        raise toolkit.Invalid("is no frequency")
    return value


def _whole(key, data, errors, context):
    """What is asked of several fields together."""

    def wrong(name, message):
        errors.setdefault((name,), []).append(message)  # of a list by another name: its own has its items' faults

    if not any(one[0] == "groups" and one[-1] in {"name", "id"} for one in data if len(one) == 3):
        wrong("groups_list", "must be at least one location")
    tags = {one[1] for one in data if len(one) == 3 and one[0] == "tags"}
    if not tags or not all(data.get(("tags", number, "vocabulary_id")) for number in tags):
        wrong("tags_list", "must be of the vocabulary")
    extras = {
        data.get((*one[:2], "key")): data[one]
        for one in data
        if len(one) == 3 and one[0] == "extras" and one[2] == "value"
    }
    if extras.get("methodology") == "Other" and not extras.get("methodology_other"):
        wrong("methodology_other", "must be said")
    if data.get(("license_id",)) == "hdx-other" and not extras.get("license_other"):
        wrong("license_other", "must be said")


def _vocabulary(context, asked):
    """Makes the vocabulary under the identifier it has at HDX, which CKAN's own action does not take."""
    toolkit.check_access("vocabulary_create", context, asked)
    made = model.Vocabulary(asked["name"])
    made.id = asked["id"]
    model.Session.add(made)
    model.Session.flush()
    for name in asked["tags"]:
        model.Session.add(model.Tag(name, made.id))
    model.Session.commit()
    return {"id": made.id}
