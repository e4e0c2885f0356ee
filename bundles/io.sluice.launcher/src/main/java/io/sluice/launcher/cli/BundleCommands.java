/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import tools.jackson.databind.JsonNode;

/** {@code install}, {@code list}, {@code update}, {@code remove}: bundles of the running server. */
final class BundleCommands {
    static final Set<String> OPTIONS = Set.of("home", "url", "yes");

    private static final String BUNDLES = "api/v1/bundles";

    private final Arguments arguments;
    private final Terminal terminal;
    private final Map<String, String> environment;

    BundleCommands(Arguments arguments, Terminal terminal, Map<String, String> environment) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.environment = environment;
    }

    void list() throws CommandFailedException {
        if (!arguments.words().isEmpty()) {
            throw Arguments.usage("list takes no '" + arguments.words().get(0) + "'");
        }
        terminal.print(server().get(BUNDLES, ServerClient.TEXT).stripTrailing());
    }

    void install() throws CommandFailedException {
        Path jar = jar();
        JsonNode installed = Json.read(server().sendJar("POST", BUNDLES, jar));
        terminal.print("installed " + described(installed));
    }

    void update() throws CommandFailedException {
        Path jar = jar();
        String name = symbolicName(jar);
        ServerClient server = server();
        JsonNode candidate = Json.read(server.sendJar("POST", BUNDLES + "/examine", jar));
        if (candidate.path("updates").asBoolean(false)) {
            confirm(name, candidate.path("impact"), "updating");
        }
        JsonNode updated = Json.read(server.sendJar("PUT", BUNDLES + "/" + ServerClient.segment(name), jar));
        terminal.print("updated " + described(updated));
    }

    void remove() throws CommandFailedException {
        String name = arguments.word("NAME, the symbolic name of a bundle (./sluice list)");
        ServerClient server = server();
        String path = BUNDLES + "/" + ServerClient.segment(name);
        confirm(name, Json.read(server.get(path, ServerClient.JSON)).path("impact"), "removing");
        server.delete(path);
        terminal.print("removed " + name);
    }

    private ServerClient server() throws CommandFailedException {
        return ServerClient.of(arguments, environment);
    }

    /** Asks before something is touched that was not named. */
    private void confirm(String name, JsonNode impact, String doing) throws CommandFailedException {
        List<String> others = Json.texts(impact.path("bundles")).stream()
                .filter(bundle -> !bundle.equals(name) && !bundle.startsWith(name + " "))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        String text = impact.path("text").asString("");
        terminal.print(
                doing + " " + name + " touches " + String.join(", ", others) + (text.isEmpty() ? "" : ": " + text));
        if (arguments.has("yes")) {
            return;
        }
        if (!terminal.isInteractive()) {
            throw new CommandFailedException(ExitCode.REFUSED, "nothing was done; --yes does it");
        }
        try {
            String answer = terminal.ask("go on? [y/N]");
            if (answer == null || !Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT))) {
                throw new CommandFailedException(ExitCode.REFUSED, "nothing was done");
            }
        } catch (IOException gone) {
            throw new CommandFailedException(ExitCode.REFUSED, "nothing was done");
        }
    }

    private static String described(JsonNode bundle) {
        String problem = bundle.path("problem").asString("");
        return bundle.path("symbolicName").asString("?") + " "
                + bundle.path("version").asString("?") + ", "
                + bundle.path("state").asString("?") + (problem.isEmpty() ? "" : ": " + problem);
    }

    private Path jar() throws CommandFailedException {
        Path jar = arguments.path(arguments.word("FILE.jar"));
        if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
            throw new CommandFailedException(ExitCode.NO_INPUT, "cannot read " + jar);
        }
        return jar;
    }

    private static String symbolicName(Path file) throws CommandFailedException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            String name = manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
            if (name != null) {
                return name.replaceAll(";.*", "").strip();
            }
        } catch (IOException noJar) {
            throw new CommandFailedException(ExitCode.NO_INPUT, file + " is no jar or is damaged");
        }
        throw new CommandFailedException(ExitCode.NO_INPUT, file + " is no bundle: its manifest has no symbolic name");
    }
}
