"""The whole site in one file, and back: all rows and all pictures' copies, without sessions and the secret key.

It may touch everything but the admin's pages; rows go through the columns of the models, so that a file made on one database
is read on the other. Ways in: `back_up`, `restore_site`.
"""

from articles.backups.container import BackupError
from articles.backups.making import BackedUp, back_up
from articles.backups.restoring import Restored, restore_site, restore_to_its_version

__all__ = ["BackedUp", "BackupError", "Restored", "back_up", "restore_site", "restore_to_its_version"]
