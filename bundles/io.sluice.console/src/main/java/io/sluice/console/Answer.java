/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Short answers to people. */
final class Answer {
    private Answer() {}

    static void text(HttpServletResponse response, int status, String text) throws IOException {
        send(response, status, "text/plain", text);
    }

    /**
     * Says why something was not done: to the console's scripts as text that they put into a dialog as markup, to a
     * browser that sent a form as a page.
     *
     * @param link where to go on
     */
    static void refusal(
            HttpServletRequest request, HttpServletResponse response, int status, String text, String link, String go)
            throws IOException {
        String anchor = "<a href=\"" + escaped(link) + "\">" + escaped(go) + "</a>";
        if ("XMLHttpRequest".equals(request.getHeader("X-Requested-With"))) {
            // The dialog is made of preformatted text: broken here, or it is one long line.
            send(response, status, "text/plain", escaped(text).replace(". ", ".\n") + "\n\n" + anchor);
            return;
        }
        send(
                response,
                status,
                "text/html",
                "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Refused</title>"
                        + "<style>body { font-family: sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em;"
                        + " line-height: 1.5; }</style></head>"
                        + "<body><h1>Refused</h1><p id=\"reason\">" + escaped(text) + "</p><p>" + anchor
                        + "</p></body></html>");
    }

    static void json(HttpServletResponse response, String json) throws IOException {
        send(response, HttpServletResponse.SC_OK, "application/json", json);
    }

    private static void send(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
