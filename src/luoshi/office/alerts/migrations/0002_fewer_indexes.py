"""Indexes that cost a write with every call, step and answer, and find nothing that others do not find."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="answer",
            name="calling",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE,
                related_name="answers", to="alerts.calling",
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="calling",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE,
                related_name="attempts", to="alerts.calling",
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="channel",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL,
                related_name="+", to="alerts.channel",
            ),
        ),
        migrations.AlterField(
            model_name="calling",
            name="message",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE,
                related_name="calls", to="alerts.message",
            ),
        ),
    ]  # fmt: skip
