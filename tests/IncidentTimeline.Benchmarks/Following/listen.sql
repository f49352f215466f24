-- Where notify.sql is heard.
listen timeline_bench;
