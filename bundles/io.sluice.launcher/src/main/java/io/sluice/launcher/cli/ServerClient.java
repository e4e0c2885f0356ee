/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API of the server that runs in a home, or at an address. */
final class ServerClient {
    static final String TEXT = "text/plain";
    static final String JSON = "application/json";
    static final String JAR = "application/java-archive";

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** Installing waits for what the bundle starts. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

    private static final int MAX_LINE = 500;

    private final URI server;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();

    private ServerClient(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** @param environment of the process */
    static ServerClient of(Arguments arguments, Map<String, String> environment) throws CommandFailedException {
        Path run = arguments.home().resolve("run");
        URI url = arguments.url();
        String given = environment.getOrDefault("SLUICE_TOKEN", "").strip();
        if (!given.isEmpty()) {
            return new ServerClient(url == null ? address(run) : url, given);
        }
        if (url != null && !isThisMachine(url)) {
            // The token of this machine's server is nobody else's business.
            throw new CommandFailedException(ExitCode.USAGE, "--url with another machine needs SLUICE_TOKEN");
        }
        String token = line(run.resolve("cli.token"));
        if (token == null) {
            throw notRunning(run);
        }
        return new ServerClient(url == null ? address(run) : url, token);
    }

    private static URI address(Path run) throws CommandFailedException {
        String address = line(run.resolve("http.address"));
        if (address == null && Files.exists(run.resolve("cli.token"))) {
            throw new CommandFailedException(
                    ExitCode.NOT_REACHED,
                    "the server in " + run.getParent() + " does not listen for HTTP (api.listen)");
        }
        if (address == null) {
            throw notRunning(run);
        }
        return URI.create(address);
    }

    private static CommandFailedException notRunning(Path run) {
        return new CommandFailedException(
                ExitCode.NOT_REACHED, "no server runs in " + run.getParent() + "; --home DIR or --url URL says which");
    }

    private static boolean isThisMachine(URI url) {
        try {
            return InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static @Nullable String line(Path file) throws CommandFailedException {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException wrong) {
            throw new CommandFailedException(ExitCode.NOT_REACHED, "cannot read " + file + " (" + wrong + ")");
        }
    }

    /** A path segment. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String get(String path, String accept) throws CommandFailedException {
        return send("GET", path, accept, JSON, BodyPublishers.noBody());
    }

    /** Whether there is something at a path. */
    boolean has(String path) throws CommandFailedException {
        HttpResponse<String> response = exchange("GET", path, JSON, JSON, BodyPublishers.noBody());
        if (response.statusCode() == 404) {
            return false;
        }
        bodyOf(response);
        return true;
    }

    String delete(String path) throws CommandFailedException {
        return send("DELETE", path, JSON, JSON, BodyPublishers.noBody());
    }

    String sendJson(String method, String path, Object value) throws CommandFailedException {
        return send(method, path, JSON, JSON, BodyPublishers.ofString(Json.write(value)));
    }

    String sendJar(String method, String path, Path jar) throws CommandFailedException {
        try {
            return send(method, path, JSON, JAR, BodyPublishers.ofFile(jar));
        } catch (FileNotFoundException none) {
            throw new CommandFailedException(ExitCode.NO_INPUT, "cannot read " + jar);
        }
    }

    private String send(String method, String path, String accept, String type, BodyPublisher body)
            throws CommandFailedException {
        return bodyOf(exchange(method, path, accept, type, body));
    }

    private static String bodyOf(HttpResponse<String> response) throws CommandFailedException {
        if (response.statusCode() >= 300) {
            throw refused(response);
        }
        return response.body();
    }

    private HttpResponse<String> exchange(String method, String path, String accept, String type, BodyPublisher body)
            throws CommandFailedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/" + path))
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept)
                .header("Content-Type", type)
                .method(method, body)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (HttpTimeoutException late) {
            throw new CommandFailedException(ExitCode.NOT_REACHED, "the server at " + server + " does not answer");
        } catch (ConnectException closed) {
            throw new CommandFailedException(ExitCode.NOT_REACHED, "nothing listens at " + server);
        } catch (IOException failed) {
            String reason = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
            throw new CommandFailedException(
                    ExitCode.NOT_REACHED, "the server at " + server + " is not reached: " + oneLine(reason));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.NOT_REACHED, "interrupted");
        }
    }

    private static CommandFailedException refused(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 401) {
            return new CommandFailedException(ExitCode.REFUSED, "the server does not accept the token");
        }
        String detail = Json.read(response.body()).path("detail").asString("");
        return new CommandFailedException(
                ExitCode.REFUSED, oneLine(detail.isEmpty() ? "the server answers with status " + status : detail));
    }

    /** What others wrote must not move the cursor. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ")
                .replaceAll("[\\p{Cntrl}\\p{Cf}]", "?")
                .strip();
        return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
    }
}
