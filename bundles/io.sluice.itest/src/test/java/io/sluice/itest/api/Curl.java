/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.api;

import io.sluice.itest.Dist;
import io.sluice.itest.PeerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** curl, as somebody. */
public final class Curl {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final String base;
    private final List<String> options;

    /** What came back. */
    public record Reply(int status, Map<String, String> headers, String body) {}

    private Curl(String base, List<String> options) {
        this.base = base;
        this.options = options;
    }

    public static Curl at(int port) {
        return new Curl("http://127.0.0.1:" + port, List.of());
    }

    /** With the password that is the name. */
    public Curl as(String user) {
        return with("-u", user + ":" + user);
    }

    public Curl with(String... more) {
        var all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Curl(base, all);
    }

    public Curl json(String body) {
        return with("-H", "Content-Type: application/json", "--data-binary", body);
    }

    public Curl yaml(String body) {
        return with("-H", "Content-Type: application/yaml", "--data-binary", body);
    }

    public Reply get(String path) {
        return ask("GET", path);
    }

    /** The path is sent as it is. */
    public Reply ask(String method, String path) {
        try {
            Path files = Dist.workDirectory("curl");
            List<String> command = command(method, path);
            command.addAll(List.of("-o", files.resolve("body").toString()));
            command.addAll(List.of("-D", files.resolve("head").toString()));
            PeerProcess.run(LIMIT, command.toArray(String[]::new));
            return reply(files);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** One that goes on until it is closed. */
    public PeerProcess follow(String path) throws IOException {
        List<String> command = command("GET", path);
        command.add("-N");
        return PeerProcess.start(command.toArray(String[]::new));
    }

    private List<String> command(String method, String path) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "-g", "--path-as-is", "--max-time", "30"));
        command.addAll(method.equals("HEAD") ? List.of("-I") : List.of("-X", method));
        command.addAll(options);
        command.add(base + path);
        return command;
    }

    private static Reply reply(Path files) throws IOException {
        int status = 0;
        Map<String, String> headers = new TreeMap<>();
        for (String line : Files.readAllLines(files.resolve("head"), StandardCharsets.ISO_8859_1)) {
            int colon = line.indexOf(':');
            if (line.startsWith("HTTP/")) {
                status = Integer.parseInt(line.split(" ")[1]);
                headers.clear();
            } else if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        Path body = files.resolve("body");
        return new Reply(status, headers, Files.exists(body) ? Files.readString(body) : "");
    }
}
