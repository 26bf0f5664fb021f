from django.db import migrations

from mentorship.tenancy.operations import ProtectReference, ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0028_goals_together")]

    operations = [
        ProtectTenant("GoalProgress"),
        ProtectReference("Goal", "program_goal"),
        ProtectReference("Goal", "carried_from"),
        ProtectReference("Goal", "closed_by"),
    ]
