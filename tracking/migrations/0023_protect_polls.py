from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0022_polls")]

    operations = [ProtectTenant("Poll"), ProtectTenant("PollOption"), ProtectTenant("PollVote")]
