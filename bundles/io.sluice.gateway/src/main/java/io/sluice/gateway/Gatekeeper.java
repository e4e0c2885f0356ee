/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.net.Connection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each request before any servlet sees it, in this order: transport, host, origin, who asks, what they
 * may. Any thread; never blocks.
 */
final class Gatekeeper {
    private static final String CONSOLE = "/system/console";
    private static final long CONSOLE_BODY_BYTES = 64L * 1024 * 1024;
    private static final Duration PREFLIGHT = Duration.ofMinutes(10);

    private final Supplier<@Nullable Users> users;
    private final Authenticator authenticator;
    private final OriginRules origins;
    private final Router routes;
    private final Rates rates;
    private final Pages pages;
    private final LoginPages logins;

    Gatekeeper(Supplier<@Nullable Users> users, Sessions sessions, Router routes, LongSupplier nanoTime) {
        this.users = users;
        this.routes = routes;
        authenticator = new Authenticator(sessions);
        origins = new OriginRules(new OwnAddresses());
        rates = new Rates(nanoTime);
        pages = new Pages();
        logins = new LoginPages(sessions, pages);
    }

    /** Completes at once unless credentials must be checked; never exceptionally. */
    CompletionStage<Decision> decide(Connection connection, Request request, GatewaySettings settings) {
        Map<String, String> extra = SecurityHeaders.of(false, settings, null);
        try {
            Client client = Client.of(connection, request, settings);
            Answer elsewhere = checkTransport(connection, request, client, settings);
            origins.checkHost(client, settings);
            if (elsewhere != null) {
                return done(new Decision.Reply(elsewhere, extra));
            }
            OriginRules.Site site = origins.site(request, client, settings);
            extra = SecurityHeaders.of(
                    isConsole(below(request, settings)), settings, OriginRules.allowedOrigin(request, site));
            Asked asked = new Asked(request, client, site, settings, extra);
            if (request.header("Access-Control-Request-Method") != null
                    && request.method().equals("OPTIONS")) {
                return done(new Decision.Reply(preflight(site), extra));
            }
            OriginRules.checkSite(request, site);
            return decide(connection, asked);
        } catch (RefusedException e) {
            return done(new Decision.Reply(Answer.refused(e), extra));
        }
    }

    /** One request on its way through the checks. */
    private record Asked(
            Request request,
            Client client,
            OriginRules.Site site,
            GatewaySettings settings,
            Map<String, String> extra) {
        String base() {
            return settings.basePath();
        }

        Decision reply(Answer answer) {
            return new Decision.Reply(answer, extra);
        }

        /** To a person a page, to a program a problem. */
        Decision problem(Pages pages, int status, String text) {
            return reply(request.wantsPage() ? pages.problem(status, base(), text) : Answer.problem(status, text));
        }
    }

    /** With a certificate, only this machine and its proxies may speak without. */
    private static @Nullable Answer checkTransport(
            Connection connection, Request request, Client client, GatewaySettings settings) throws RefusedException {
        var peer = connection.remote().getAddress();
        if (!settings.tls()
                || connection.secure()
                || peer.isLoopbackAddress()
                || settings.proxies().contain(peer)) {
            return null;
        }
        if (!request.method().equals("GET") && !request.head()) {
            throw new RefusedException(403, "use https here");
        }
        return Answer.empty(308)
                .with("Location", "https://" + client.host() + request.target().raw());
    }

    private static Answer preflight(OriginRules.Site site) {
        if (site != OriginRules.Site.ALLOWED && site != OriginRules.Site.OWN) {
            return Answer.problem(403, "api.origins does not list this origin");
        }
        return Answer.empty(204)
                .with("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
                .with("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match")
                .with("Access-Control-Max-Age", Long.toString(PREFLIGHT.toSeconds()));
    }

    /** @return the path below the base path; null when it is not below */
    private static @Nullable String below(Request request, GatewaySettings settings) {
        String path = request.path();
        String base = settings.basePath();
        if (!path.startsWith(base)) {
            return null;
        }
        String rest = path.substring(base.length());
        return rest.isEmpty() || rest.startsWith("/") ? rest : null;
    }

    private static boolean isConsole(@Nullable String path) {
        return path != null && (path.equals(CONSOLE) || path.startsWith(CONSOLE + "/"));
    }

    private CompletionStage<Decision> decide(Connection connection, Asked asked) {
        Users service = users.get();
        if (service == null) {
            return done(asked.reply(Answer.problem(503, "nobody can be recognised at the moment")
                    .with("Retry-After", "2")));
        }
        String path = below(asked.request(), asked.settings());
        if ("".equals(path)) {
            return done(asked.reply(Answer.empty(308).with("Location", asked.base() + "/")));
        }
        return authenticator
                .who(asked.request(), asked.client(), asked.site(), service)
                .thenApply(who -> {
                    if (who instanceof Who.Known known) {
                        connection.admitted();
                        return known(asked, path, known, service);
                    }
                    return stranger(asked, path, who, service);
                });
    }

    private Decision known(Asked asked, @Nullable String path, Who.Known known, Users service) {
        Request request = asked.request();
        if (known.means() == Who.Means.COOKIE) {
            try {
                OriginRules.checkCookieUse(request, asked.site());
            } catch (RefusedException e) {
                return asked.reply(Answer.refused(e));
            }
        }
        Decision own = ownPage(asked, path, known, service);
        if (own != null) {
            return own;
        }
        Decision refused = isConsole(path) ? checkConsole(asked, known) : null;
        if (refused != null) {
            return refused;
        }
        Route route = path == null ? null : routes.find(path);
        if (route == null && "/".equals(path)) {
            return asked.reply(pages.landing(asked.base(), known.identity().name()));
        }
        if (path != null && !routes.known()) {
            return asked.reply(
                    Answer.problem(503, "servlets do not answer at the moment").with("Retry-After", "2"));
        }
        if (path == null || route == null) {
            return asked.problem(pages, 404, "there is nothing at this path");
        }
        if (isConsole(path)) {
            route = new Route(Role.ADMIN, CONSOLE_BODY_BYTES);
        }
        if (!route.admits(known.identity())) {
            return asked.problem(pages, 403, "this needs " + route.wanted());
        }
        return new Decision.Relay(request, path, asked.client(), known.identity(), route.bodyBytes(), asked.extra());
    }

    /** Administrators with a session only: a browser sends a password of its own accord with every request. */
    private @Nullable Decision checkConsole(Asked asked, Who.Known known) {
        if (!asked.settings().consoleRemote() && !asked.client().address().isLoopbackAddress()) {
            return asked.problem(
                    pages, 403, "the Web Console answers this machine only, unless console.remote is true");
        }
        if (known.means() != Who.Means.COOKIE) {
            return toLogin(asked, "the Web Console needs a session: log in at " + asked.base() + "/login", false);
        }
        return null;
    }

    private Decision stranger(Asked asked, @Nullable String path, Who who, Users service) {
        if (!rates.admit(asked.client().address())) {
            return asked.reply(Answer.problem(429, "too many requests").with("Retry-After", "1"));
        }
        Decision own = who instanceof Who.Stranger ? ownPage(asked, path, null, service) : null;
        if (own != null) {
            return own;
        }
        if (who instanceof Who.Unseen unseen) {
            return asked.reply(Answer.problem(503, "the credentials could not be looked at in time")
                    .after(unseen.retryAfter()));
        }
        if (who instanceof Who.Wrong wrong) {
            return asked.reply(
                    challenge(asked.request(), "the credentials are wrong").after(wrong.retryAfter()));
        }
        return toLogin(asked, "credentials are needed", !isConsole(path));
    }

    /** @param basic whether a password in the request itself would do */
    private Decision toLogin(Asked asked, String text, boolean basic) {
        Request request = asked.request();
        if (!request.wantsPage()) {
            return asked.reply(basic ? challenge(request, text) : Answer.problem(401, text));
        }
        String next = URLEncoder.encode(request.target().raw(), StandardCharsets.UTF_8);
        return asked.reply(Answer.seeOther(asked.base() + "/login?next=" + next));
    }

    /** Browsers get no Basic challenge: what they ask the user for they would send with every request afterwards. */
    private static Answer challenge(Request request, String text) {
        boolean browser = request.header("Sec-Fetch-Mode") != null
                || request.header("X-Requested-With") != null
                || request.header(HttpHeaderNames.ORIGIN) != null;
        Answer answer = Answer.problem(401, text);
        return browser
                ? answer
                : answer.with("WWW-Authenticate", "Basic realm=\"" + Users.REALM + "\", charset=\"UTF-8\"");
    }

    /** What the gateway serves itself; null for everything else. */
    private @Nullable Decision ownPage(Asked asked, @Nullable String path, Who.@Nullable Known known, Users service) {
        if (path == null || !(path.startsWith("/login") || path.equals("/logout"))) {
            return null;
        }
        Request request = asked.request();
        GatewaySettings settings = asked.settings();
        boolean get = request.method().equals("GET") || request.head();
        boolean post = request.method().equals("POST");
        Identity identity = known == null ? null : known.identity();
        return switch (path + (get ? " GET" : post ? " POST" : "")) {
            case "/login/gateway.css GET" -> asked.reply(pages.css());
            case "/login/login.js GET" -> asked.reply(pages.script());
            case "/login GET" -> asked.reply(logins.form(request, settings));
            case "/login POST" ->
                new Decision.Read(
                        LoginPages.FORM_BYTES,
                        body -> logins.login(request, body, asked.client(), settings, service),
                        asked.extra());
            case "/logout GET" -> asked.reply(logins.logoutForm(identity, settings));
            case "/logout POST" -> asked.reply(logins.logout(request, asked.client(), settings));
            default ->
                path.equals("/login") || path.equals("/logout")
                        ? asked.reply(Answer.problem(405, "").with("Allow", "GET, HEAD, POST"))
                        : null;
        };
    }

    private static CompletionStage<Decision> done(Decision decision) {
        return CompletableFuture.completedFuture(decision);
    }
}
