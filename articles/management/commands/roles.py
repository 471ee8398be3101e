"""Gives people a role, takes it from them, lists who has which and who cannot sign in, and creates missing roles."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from articles.editing.roles import ADMINISTRATOR, ROLES, make_roles, renew_roles
from articles.management.plain_command import PlainCommand
from articles.signin.attempts import Lock, locks, shown_place, unlock
from articles.signin.factor import lacks_second_factor, remove_second_factor
from articles.signin.sessions import end_all

_NAMES = (*ROLES, ADMINISTRATOR)


class Command(PlainCommand):
    help = "Says who has which role, and who failed to sign in too often. With --give or --take changes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--give", nargs=2, metavar=("USER", "ROLE"), help=f"ROLE is one of {', '.join(_NAMES)}")
        parser.add_argument("--take", nargs=2, metavar=("USER", "ROLE"), help="take a role from somebody")
        parser.add_argument(
            "--renew", action="store_true", help="give every role its usual rights again, and no others"
        )
        parser.add_argument(
            "--unlock", metavar="USER", help="let somebody, or an address, try to sign in again at once"
        )
        parser.add_argument("--rescue", metavar="USER", help="take away the second factor of somebody who has lost it")

    def handle(self, *args: Any, **options: Any) -> None:
        make_roles()
        if options["renew"]:
            renew_roles()
        if options["give"]:
            user, group = self._found(*options["give"])
            user.groups.add(group)
            if lacks_second_factor(user):
                end_all([user])
            if not user.is_staff:  # whoever has a role may sign in to the admin
                user.is_staff = True
                user.save(update_fields=["is_staff"])
        if options["take"]:
            user, group = self._found(*options["take"])
            user.groups.remove(group)
            end_all([user])
        if options["rescue"]:
            user = self._account(options["rescue"])
            had_one = remove_second_factor(user)
            end_all([user])
            self.stdout.write(f"{user}: {'has no second factor any more' if had_one else 'had no second factor'}")
        for name in _NAMES:
            people = User.objects.filter(groups__name=name).order_by("username").values_list("username", flat=True)
            self.stdout.write(f"{name}: {', '.join(people) or 'nobody'}")
        if options["unlock"]:
            was_locked = unlock(options["unlock"])
            self.stdout.write(f"{options['unlock']}: {'may sign in again' if was_locked else 'was not locked'}")
        for lock in locks(timezone.now()):
            self.stdout.write(_told(lock))

    def _found(self, username: str, role: str) -> tuple[User, Group]:
        if role not in _NAMES:
            raise CommandError(f"no role is called {role!r}; there are {', '.join(_NAMES)}", returncode=2)
        return self._account(username), Group.objects.get(name=role)

    def _account(self, username: str) -> User:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(
                f"nobody is called {username!r}; `createsuperuser` or the admin makes accounts", returncode=2
            )
        return user


def _told(lock: Lock) -> str:
    until = timezone.localtime(lock.until)
    return f"locked until {until:%H:%M}: {lock.name or 'everybody'} from {shown_place(lock)}"
