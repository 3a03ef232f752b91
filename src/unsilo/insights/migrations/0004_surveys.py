import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_webhook_circuit'),
        ('inbox', '0004_posts_and_hiding'),
        ('insights', '0003_kept_deflections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SurveyedChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='channels.channel')),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(blank=True, choices=[('', 'not sent'), ('waiting', 'on its way'), ('sent', 'sent'), ('failed', 'not accepted')], max_length=7)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('email', models.EmailField(max_length=320)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('score', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='score')),
                ('words', models.CharField(blank=True, max_length=1000, verbose_name='words')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='surveys', to='inbox.conversation')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='survey_to_send'), models.Index(fields=['email', '-made_at'], name='survey_email'), models.Index(condition=models.Q(('state', 'sent')), fields=['sent_at'], name='survey_sent'), models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['answered_at'], name='survey_answered')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('score__isnull', True)), models.Q(('answered_at__isnull', False), ('score__range', (1, 5))), _connector='OR'), name='survey_answer_whole')],
            },
        ),
    ]
