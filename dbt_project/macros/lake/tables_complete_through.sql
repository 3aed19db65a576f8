{#
    The time up to which the tables hold every event, as text, for a test that reads them: in a run that builds them, the
    end of its batch, which is not recorded yet. Empty if it is unknown.
#}
{% macro tables_complete_through() -%}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- if flags.WHICH == 'build' and loads_batch() -%}{{ return(lake_batch()['complete_through'] or '') }}{%- endif -%}
    {{ return(lake_state().get('complete_through', '')) }}
{%- endmacro %}
