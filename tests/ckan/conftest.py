"""The real CKAN that all these tests share."""

import ckanapi
import pytest
from portal import site


@pytest.fixture(scope="session")
def portal():
    with site() as one:
        yield one


@pytest.fixture(scope="session")
def admin(portal):
    """What the portal's administrator can do."""
    with ckanapi.RemoteCKAN(portal.url, portal.key) as one:
        yield one


@pytest.fixture(scope="session")
def person(admin):
    """Makes a user, with a role in organisations where given; gives the user's key."""

    def made(name: str, **roles: str) -> str:
        admin.action.user_create(name=name, email=f"{name}@portal.example", password="long-enough-for-ckan")
        for organization, role in roles.items():
            admin.action.organization_member_create(id=organization, username=name, role=role)
        return admin.action.api_token_create(user=name, name="tests")["token"]

    return made
