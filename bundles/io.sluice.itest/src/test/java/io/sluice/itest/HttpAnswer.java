/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What curl got: {@code HttpAnswer.curl("-u", "a:b", url)}. */
record HttpAnswer(int status, List<String> headers, String body) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static HttpAnswer curl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-i", "--path-as-is", "--max-time", "15"));
        command.addAll(List.of(arguments));
        return parse(PeerProcess.run(LIMIT, command.toArray(String[]::new)));
    }

    static HttpAnswer parse(String text) {
        String rest = text;
        while (true) {
            int end = rest.indexOf("\r\n\r\n");
            String head = end < 0 ? rest : rest.substring(0, end);
            String body = end < 0 ? "" : rest.substring(end + 4);
            List<String> lines = List.of(head.split("\r\n"));
            if (!lines.get(0).startsWith("HTTP/1.1 ")) {
                throw new AssertionError("no answer: " + text);
            }
            int status = Integer.parseInt(lines.get(0).split(" ")[1]);
            if (status != 100) {
                return new HttpAnswer(status, lines.subList(1, lines.size()), body);
            }
            rest = body;
        }
    }

    /** The value, or an empty text. */
    String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ": ";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    boolean has(String name) {
        return !header(name).isEmpty();
    }
}
