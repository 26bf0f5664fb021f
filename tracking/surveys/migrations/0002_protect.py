from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        ProtectTenant("Survey"),
        ProtectTenant("SurveyVersion"),
        ProtectTenant("SurveyQuestion"),
        ProtectTenant("SurveyRequest"),
        ProtectTenant("Answer"),
        ProtectTenant("AnonymousAnswer"),
        ProtectTenant("Colleague"),
        ProtectTenant("ColleagueAnswer"),
        ProtectTenant("GivenFeedback"),
    ]
