{#
    How a visit came: `paid`, `email` or `campaign` by its UTM parameters, otherwise `search`, `social` or `referral` by
    the host that referred it, or `direct`. Hosts of one's own (var `own_hosts`) refer nobody.

    Args:
        utm_source, utm_medium, referrer_host: SQL expressions.
#}
{% macro channel(utm_source, utm_medium, referrer_host) -%}
    case
        when {{ utm_medium }} in ('cpc', 'cpm', 'cpa', 'ppc', 'display', 'banner', 'paid', 'paidsearch', 'paid_social')
            then 'paid'
        when {{ utm_medium }} in ('email', 'e-mail', 'newsletter') then 'email'
        when coalesce({{ utm_source }}, {{ utm_medium }}) is not null then 'campaign'
        when {{ referrer_host }} is null or {{ is_host_among(referrer_host, 'own_hosts') }} then 'direct'
        when {{ is_host_among(referrer_host, 'search_hosts') }} then 'search'
        when {{ is_host_among(referrer_host, 'social_hosts') }} then 'social'
        else 'referral'
    end
{%- endmacro %}

{#
    SQL condition: a host is one of a list, or a subdomain of it. `google.*` stands for all domains of that name.

    Args:
        host: SQL expression, as returned by host_of().
        name: name of the var that holds the list.
#}
{% macro is_host_among(host, name) -%}
    {%- set hosts = var(name) -%}
    {%- if hosts is string or hosts is not sequence -%}
        {%- do refuse_var(name, 'a list of hosts, such as [shop.example, google.*].') -%}
    {%- endif -%}
    {%- if not hosts -%}false{%- else -%}
    {{ matches(host, '(^|\\.)(' ~ hosts | map('lower') | map('replace', '.', '\\.') | map('replace', '*', '[a-z]{2,3}(\\.[a-z]{2})?') | join('|') ~ ')$') }}
    {%- endif -%}
{%- endmacro %}

{#
    Host of an address in lower case, without `www.`; NULL if there is none. No host is longer than 253 characters.

    Args:
        url: SQL expression, an address with or without its scheme.
#}
{% macro host_of(url) -%}
    {{ lower_start(first_match(url, '^(?:[a-zA-Z][-+.a-zA-Z0-9]*://)?(?:[^/?#@]*@)?(?:[wW]{3}\\.)?([^/:?#@]+)'), 253) }}
{%- endmacro %}

{#
    First 256 characters of a parameter of an address in lower case, with its escapes as they are; NULL if it is missing or
    empty.

    Args:
        url: SQL expression.
        name: name of the parameter.
#}
{% macro url_parameter(url, name) -%}
    {{ lower_start("replace(" ~ first_match(url, '[?&]' ~ name ~ '=([^&#]+)') ~ ", '+', ' ')", 256) }}
{%- endmacro %}
