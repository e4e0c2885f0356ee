/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of others from acting through the browser of somebody who may: DNS rebinding by the Host header, forged
 * requests and WebSockets by Origin and Sec-Fetch-Site.
 */
final class OriginRules {
    /** Where a request comes from, as the browser tells. */
    enum Site {
        /** No browser, or one that does not say. */
        UNSAID,
        /** A page of ours, or the address bar. */
        OWN,
        /** A page of an origin in {@code api.origins}. */
        ALLOWED,
        FOREIGN
    }

    private final OwnAddresses own;

    OriginRules(OwnAddresses own) {
        this.own = own;
    }

    /** @throws RefusedException 421 when the request is for another host */
    void checkHost(Client client, GatewaySettings settings) throws RefusedException {
        HostName host = client.host();
        var address = host.address();
        boolean ours = host.loopback()
                || settings.hosts().contains(host)
                || settings.hosts().contains(new HostName(host.name(), -1))
                || (address != null && (address.equals(client.local()) || own.contain(address)));
        if (!ours) {
            throw new RefusedException(421, "this server is not " + shown(host) + "; api.hosts lists its names");
        }
    }

    private static String shown(HostName host) {
        String text = host.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    Site site(Request request, Client client, GatewaySettings settings) {
        String origin = request.header(HttpHeaderNames.ORIGIN);
        String fetch = request.header("Sec-Fetch-Site");
        if (origin != null) {
            if (settings.origins().contains(origin.toLowerCase(Locale.ROOT))) {
                return Site.ALLOWED;
            }
            if (!own(origin, client)) {
                return Site.FOREIGN;
            }
        }
        if (fetch == null) {
            return origin == null ? Site.UNSAID : Site.OWN;
        }
        // "same-site" is another origin on the same host name: another port, somebody else's program.
        return fetch.equals("same-origin") || fetch.equals("none") ? Site.OWN : Site.FOREIGN;
    }

    private static boolean own(String origin, Client client) {
        int end = origin.indexOf("://");
        String scheme = end < 0 ? "" : origin.substring(0, end).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        HostName host = end < 0 ? null : HostName.parse(origin.substring(end + 3));
        if (host == null || !(secure || scheme.equals("http"))) {
            return false;
        }
        if (client.schemeKnown() && secure != client.secure()) {
            return false;
        }
        return host.name().equals(client.host().name())
                && host.port(secure) == client.host().port(secure);
    }

    /** @throws RefusedException 403 when a page of others wants something changed or a lasting connection */
    static void checkSite(Request request, Site site) throws RefusedException {
        if (site == Site.FOREIGN && (!request.safe() || request.upgrade() != null)) {
            throw new RefusedException(403, "pages of other origins may not do that; api.origins lists those that may");
        }
    }

    /** @throws RefusedException 403: a cookie comes by itself, so a change needs the browser's word for who asks */
    static void checkCookieUse(Request request, Site site) throws RefusedException {
        if (site == Site.UNSAID && (!request.safe() || request.upgrade() != null)) {
            throw new RefusedException(403, "with a session cookie the browser must send Origin or Sec-Fetch-Site");
        }
    }

    /** The origin when it is foreign and allowed, for the CORS headers; otherwise null. */
    static @Nullable String allowedOrigin(Request request, Site site) {
        return site == Site.ALLOWED ? request.header(HttpHeaderNames.ORIGIN) : null;
    }
}
