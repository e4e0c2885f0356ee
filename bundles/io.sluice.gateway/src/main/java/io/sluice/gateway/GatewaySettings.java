/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is configured.
 *
 * @param listen {@code host:port}; empty: off
 * @param basePath empty, or a path that begins with a slash and does not end with one
 * @param hosts names that the Host header may have besides this machine's own
 * @param origins foreign origins whose pages may use the API
 * @param proxies peers whose Forwarded headers are believed
 * @param frameAncestors who may show our pages in a frame, as in the CSP
 * @param consoleRemote whether the Web Console answers others than loopback
 * @param tls whether this server has a certificate
 */
record GatewaySettings(
        String listen,
        String basePath,
        Set<HostName> hosts,
        Set<String> origins,
        Networks proxies,
        String frameAncestors,
        boolean consoleRemote,
        boolean tls) {
    static final String DEFAULT_LISTEN = "127.0.0.1:1984";

    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s?#@]+");
    private static final Pattern ANCESTOR =
            Pattern.compile("'self'|'none'|https?:|(https?://)?[\\p{Alnum}.*_\\[\\]:-]{1,260}");

    GatewaySettings {
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }

    /** @throws IllegalArgumentException naming the key and what is allowed */
    static GatewaySettings of(Map<String, ?> properties) {
        String basePath = text(properties.get("base_path"), "").replaceFirst("/+$", "");
        if (!BASE_PATH.matcher(basePath).matches() || (basePath + "/").contains("/./") || basePath.contains("/..")) {
            throw new IllegalArgumentException("api.base_path: " + basePath + " is no path such as /sluice");
        }
        Set<HostName> hosts = new HashSet<>();
        for (String text : list(properties.get("hosts"))) {
            HostName host = HostName.parse(text);
            if (host == null) {
                throw new IllegalArgumentException("api.hosts: " + text + " is no host name");
            }
            hosts.add(host);
        }
        Set<String> origins = new HashSet<>();
        for (String text : list(properties.get("origins"))) {
            String origin = text.toLowerCase(Locale.ROOT).replaceFirst("/$", "");
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "api.origins: " + text + " is no origin such as https://app.example; * is not allowed");
            }
            origins.add(origin);
        }
        Networks proxies;
        try {
            proxies = new Networks(list(properties.get("trusted_proxies")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("api.trusted_proxies: " + e.getMessage(), e);
        }
        return new GatewaySettings(
                text(properties.get("listen"), DEFAULT_LISTEN),
                basePath,
                hosts,
                origins,
                proxies,
                frameAncestors(list(properties.get("frame_ancestors"))),
                false,
                false);
    }

    GatewaySettings with(boolean remoteConsole, boolean certificate) {
        return new GatewaySettings(
                listen, basePath, hosts, origins, proxies, frameAncestors, remoteConsole, certificate);
    }

    private static String frameAncestors(List<String> configured) {
        for (String ancestor : configured) {
            if (!ANCESTOR.matcher(ancestor).matches()) {
                throw new IllegalArgumentException(
                        "api.frame_ancestors: " + ancestor + " is neither 'self' nor an origin");
            }
        }
        return configured.isEmpty() ? "'self'" : String.join(" ", configured);
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value == null ? otherwise : value.toString().strip();
    }

    private static List<String> list(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        Collection<?> items = value instanceof Object[] array
                ? Arrays.asList(array)
                : value instanceof Collection<?> several ? several : value == null ? List.of() : List.of(value);
        for (Object item : items) {
            String text = String.valueOf(item).strip();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }
}
