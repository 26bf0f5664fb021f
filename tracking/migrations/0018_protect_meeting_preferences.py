from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0017_meeting_preferences")]

    operations = [ProtectTenant("MeetingPreferences")]
