/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The gateway's own few pages. They hold no script; what they name is below the base path. */
final class Pages {
    private final byte[] css = read("gateway.css");
    private final byte[] script = read("login.js");
    private final String frame = new String(read("page.html"), StandardCharsets.UTF_8);
    private final String login = new String(read("login.html"), StandardCharsets.UTF_8);

    private static byte[] read(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in this bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer css() {
        return Answer.of(200, "text/css; charset=utf-8", css).with("Cache-Control", "max-age=300");
    }

    Answer script() {
        return Answer.of(200, "text/javascript; charset=utf-8", script).with("Cache-Control", "max-age=300");
    }

    /**
     * The page to log in at.
     *
     * @param problem for people; empty: none
     * @param waitMs until the next attempt is listened to
     */
    Answer login(int status, String base, String next, String problem, long waitMs) {
        String body =
                filled(login, Map.of("base", base, "next", next, "problem", problem, "waitMs", Long.toString(waitMs)));
        return page(status, base, "Log in", body);
    }

    Answer logout(String base, String name) {
        return page(
                200,
                base,
                "Log out",
                "<p>Logged in as " + escaped(name) + ".</p>" + "<form method=\"post\" action=\"" + base
                        + "/logout\"><button>Log out</button></form>");
    }

    Answer landing(String base, String name) {
        String who = name.isEmpty()
                ? "<li><a href=\"" + base + "/login\">Log in</a></li>"
                : "<li><a href=\"" + base + "/logout\">Log out</a> (" + escaped(name) + ")</li>";
        return page(
                200,
                base,
                "Sluice",
                "<ul>" + who
                        + "<li><a href=\"" + base + "/system/console/\">Web Console</a></li>"
                        + "<li><a href=\"" + base + "/api/v1/openapi.yaml\">Description of the API</a></li>"
                        + "<li><a href=\"" + base + "/api/streams\">Streams</a></li></ul>");
    }

    Answer problem(int status, String base, String text) {
        return page(status, base, Answer.reason(status), "<p>" + escaped(text) + "</p>");
    }

    private Answer page(int status, String base, String title, String body) {
        String top = filled(frame, Map.of("base", base, "title", title));
        return Answer.html(status, top.replace("{{body}}", body));
    }

    private static String filled(String template, Map<String, String> values) {
        String text = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", escaped(value.getValue()));
        }
        return text;
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("{", "&#123;");
    }
}
