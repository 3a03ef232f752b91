import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_notices_and_calls'),
        ('incidents', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.brand')),
            ],
        ),
        migrations.CreateModel(
            name='StatusLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(blank=True, choices=[('', 'not sent'), ('waiting', 'on its way'), ('sent', 'sent'), ('failed', 'not accepted')], max_length=7)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('update', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='incidents.update')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='incidents.subscriber')),
            ],
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', True)), fields=['asked_at'], name='subscriber_asked'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.UniqueConstraint(fields=('brand', 'email'), name='subscriber_once'),
        ),
        migrations.AddIndex(
            model_name='statusletter',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='status_letter_to_send'),
        ),
        migrations.AddConstraint(
            model_name='statusletter',
            constraint=models.UniqueConstraint(fields=('subscriber', 'update'), name='status_letter_once', nulls_distinct=False),
        ),
    ]
