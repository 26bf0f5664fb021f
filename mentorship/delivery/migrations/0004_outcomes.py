import django.db.models.deletion
from django.db import migrations, models

import mentorship.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_latest_first"), ("tenancy", "0004_gender")]

    operations = [
        migrations.AddField(
            "delivery",
            "address",
            models.EmailField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AddField("delivery", "sealed", models.BinaryField(null=True)),
        migrations.AddField("delivery", "failed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "delivery",
            "caused_by",
            mentorship.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tenancy.member",
            ),
        ),
    ]
