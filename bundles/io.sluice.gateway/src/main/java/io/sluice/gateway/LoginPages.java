/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Users;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Logging in and out with a browser. */
final class LoginPages {
    static final int FORM_BYTES = 16 * 1024;

    private final Sessions sessions;
    private final Pages pages;

    LoginPages(Sessions sessions, Pages pages) {
        this.sessions = sessions;
        this.pages = pages;
    }

    Answer form(Request request, GatewaySettings settings) {
        String next = Form.parse(String.valueOf(request.target().query())).getOrDefault("next", "");
        return pages.login(200, settings.basePath(), own(next, settings), "", 0);
    }

    /** Where to go on after the log-in: a path of ours, whatever was asked for. */
    static String own(String next, GatewaySettings settings) {
        String home = settings.basePath() + "/";
        boolean path = next.startsWith(home) && !next.startsWith("//") && next.length() <= 2_048;
        return path && next.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '"') ? next : home;
    }

    CompletionStage<Answer> login(Request request, byte[] body, Client client, GatewaySettings settings, Users users) {
        boolean json = isJson(request);
        Map<String, String> fields = fields(json, body);
        String name = fields.getOrDefault("name", "");
        String next = own(fields.getOrDefault("next", ""), settings);
        Credentials credentials = new Credentials.Password(name, fields.getOrDefault("password", ""));
        return users.login(credentials, client.address()).thenApply(login -> {
            if (login instanceof Login.Accepted accepted) {
                return accepted(request, accepted.identity(), client, settings, json, next);
            }
            if (login instanceof Login.Busy busy) {
                String text = "There is too much to do to look at the password; try again.";
                return refused(json, settings, next, 503, text, busy.retryAfter());
            }
            Duration wait = ((Login.Refused) login).retryAfter();
            String text = "Wrong name or password.";
            if (!wait.isZero()) {
                text += " The next attempt is answered in " + Answer.seconds(wait) + " s.";
            }
            return refused(json, settings, next, 401, text, wait);
        });
    }

    private Answer accepted(
            Request request, Identity identity, Client client, GatewaySettings settings, boolean json, String next) {
        String before = Cookies.session(request.headers());
        if (before != null) {
            sessions.end(before); // a new identity never goes on with an old session's cookie
        }
        String cookie = Cookies.set(sessions.begin(identity), client, settings);
        Answer answer = json
                ? Answer.of(
                        200,
                        "application/json",
                        ("{\"next\":" + Answer.quoted(next) + "}").getBytes(StandardCharsets.UTF_8))
                : Answer.seeOther(next);
        return answer.with("Set-Cookie", cookie);
    }

    private Answer refused(
            boolean json, GatewaySettings settings, String next, int status, String text, Duration wait) {
        Answer answer = json
                ? Answer.problem(status, text)
                : pages.login(status, settings.basePath(), next, text, wait.toMillis());
        return answer.after(wait);
    }

    Answer logoutForm(@Nullable Identity identity, GatewaySettings settings) {
        return identity == null
                ? Answer.seeOther(settings.basePath() + "/login")
                : pages.logout(settings.basePath(), identity.name());
    }

    Answer logout(Request request, Client client, GatewaySettings settings) {
        String id = Cookies.session(request.headers());
        if (id != null) {
            sessions.end(id);
        }
        return Answer.seeOther(settings.basePath() + "/login").with("Set-Cookie", Cookies.delete(client, settings));
    }

    private static boolean isJson(Request request) {
        String type = request.header(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.startsWith("application/json");
    }

    private static Map<String, String> fields(boolean json, byte[] body) {
        return json ? Form.parseJson(body) : Form.parse(new String(body, StandardCharsets.UTF_8));
    }
}
