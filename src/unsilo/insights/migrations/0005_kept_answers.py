from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0004_surveys")]

    operations = [
        migrations.RenameModel("KeptDeflection", "KeptAnswer"),
        migrations.AddField("keptanswer", "deflects", models.BooleanField(default=True)),
        migrations.AlterField("keptanswer", "deflects", models.BooleanField(default=False)),
        migrations.AddField("keptanswer", "said_before", models.BooleanField(default=False)),
        migrations.AddField("keptanswer", "asks", models.BooleanField(default=False)),
    ]
