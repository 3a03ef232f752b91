import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("launches", "0001_initial"),
        ("wins", "0002_requests_and_doors"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="thing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="products",
                to="launches.thing",
                verbose_name="thing",
            ),
        ),
    ]
