from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0021_titles")]

    operations = [
        migrations.RunSQL(
            "UPDATE matching_mentorship SET title = matching_title(id) WHERE title <> matching_title(id)",
            migrations.RunSQL.noop,
        )
    ]
