/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** {@code diag}: one file with what is needed to find out what is wrong, and without secrets. */
final class DiagCommand {
    static final Set<String> OPTIONS = Set.of("home", "url", "config", "out");

    /** What is asked of a running server, by the name in the zip. */
    private static final Map<String, String> QUESTIONS = questions();

    private static final int LOG_FILES = 3;
    private static final int MAX_LINES = 200_000;

    private final Arguments arguments;
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Function<Path, ConfigTool> tools;
    private final String version;
    private final List<String> missing = new ArrayList<>();

    DiagCommand(
            Arguments arguments,
            Terminal terminal,
            Map<String, String> environment,
            Function<Path, ConfigTool> tools,
            String version) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.environment = environment;
        this.tools = tools;
        this.version = version;
    }

    private static Map<String, String> questions() {
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put("diag.json", "api/v1/diag?stacks");
        questions.put("health.json", "api/v1/health");
        questions.put("streams.json", "api/v1/streams?itemsPerPage=1000");
        questions.put("sessions.json", "api/v1/sessions?itemsPerPage=1000");
        questions.put("drivers.json", "api/v1/drivers");
        questions.put("bundles.json", "api/v1/bundles?itemsPerPage=1000");
        questions.put("metrics.txt", "metrics");
        return questions;
    }

    void run() throws CommandFailedException {
        if (!arguments.words().isEmpty()) {
            throw Arguments.usage("diag takes no '" + arguments.words().get(0) + "'");
        }
        Path home = arguments.home();
        if (!Files.isDirectory(home)) {
            throw new CommandFailedException(ExitCode.NO_INPUT, "there is no home " + home + "; --home DIR says which");
        }
        String date = ZonedDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss"));
        String out = arguments.value("out");
        Path file = arguments.path(out == null ? "sluice-diag-" + date + ".zip" : out);
        try {
            write(file, home);
        } catch (FileAlreadyExistsException there) {
            throw new CommandFailedException(ExitCode.HOME_NOT_USABLE, file + " is there already");
        } catch (IOException failed) {
            throw new CommandFailedException(ExitCode.HOME_NOT_USABLE, "cannot write " + file + ": " + failed);
        }
        missing.forEach(terminal::warn);
        terminal.print(file.toString());
    }

    private void write(Path file, Path home) throws IOException {
        try (OutputStream stream = OwnerOnly.create(file);
                ZipOutputStream zip = new ZipOutputStream(stream, StandardCharsets.UTF_8)) {
            addServer(zip);
            addConfiguration(zip, home);
            addLogs(zip, home);
            add(zip, "home.txt", listing(home));
            add(zip, "about.txt", about(home));
        }
    }

    private void addServer(ZipOutputStream zip) throws IOException {
        try {
            ServerClient server = ServerClient.of(arguments, environment);
            for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
                addAnswer(zip, question.getKey(), server, question.getValue());
            }
        } catch (CommandFailedException none) {
            missing.add("without the server's own part: " + none.getMessage());
        }
    }

    private void addAnswer(ZipOutputStream zip, String name, ServerClient server, String path)
            throws IOException, CommandFailedException {
        try {
            String accept = name.endsWith(".json") ? ServerClient.JSON : ServerClient.TEXT;
            add(zip, "server/" + name, LogMask.mask(server.get(path, accept)));
        } catch (CommandFailedException refused) {
            if (refused.exitCode() == ExitCode.NOT_REACHED) {
                throw refused; // nor will it answer the others
            }
            missing.add("without " + name + ": " + refused.getMessage());
        }
    }

    private void addConfiguration(ZipOutputStream zip, Path home) throws IOException {
        String config = arguments.value("config");
        Path file = config == null ? home.resolve("conf").resolve("sluice.yaml") : Path.of(config);
        try {
            add(zip, "sluice.yaml", tools.apply(file.toAbsolutePath()).masked());
        } catch (CommandFailedException unreadable) {
            missing.add("without the configuration: " + unreadable.getMessage());
        }
    }

    private void addLogs(ZipOutputStream zip, Path home) throws IOException {
        List<Path> logs = new ArrayList<>();
        Path newest = home.resolve("logs").resolve("sluice.log");
        logs.add(newest);
        for (int i = 1; i < LOG_FILES; i++) {
            logs.add(newest.resolveSibling("sluice.log." + i + ".gz"));
        }
        for (Path log : logs) {
            if (Files.isReadable(log)) {
                addLog(zip, log);
            } else if (log.equals(newest)) {
                missing.add("without a log: there is no " + log);
            }
        }
    }

    private void addLog(ZipOutputStream zip, Path log) throws IOException {
        String name = log.getFileName().toString();
        zip.putNextEntry(new ZipEntry("logs/" + name.replace(".gz", "")));
        try (InputStream raw = Files.newInputStream(log);
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        in,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPLACE)
                                .onUnmappableCharacter(CodingErrorAction.REPLACE)))) {
            String line = lines.readLine();
            for (int i = 0; line != null && i < MAX_LINES; i++) {
                zip.write((LogMask.mask(line) + "\n").getBytes(StandardCharsets.UTF_8));
                line = lines.readLine();
            }
        }
        zip.closeEntry();
    }

    /** Names and sizes only. */
    private static String listing(Path home) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(home, 3)) {
            for (Path file : files.sorted().limit(5000).toList()) {
                text.append(home.relativize(file))
                        .append('\t')
                        .append(size(file))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String size(Path file) {
        try {
            return Files.isDirectory(file) ? "directory" : Files.size(file) + " bytes";
        } catch (IOException gone) {
            return "gone";
        }
    }

    private String about(Path home) {
        StringBuilder text = new StringBuilder();
        line(text, "made", ZonedDateTime.now(ZoneId.systemDefault()).toString());
        line(text, "sluice", version);
        line(text, "home", home.toString());
        for (String property :
                List.of("java.version", "java.vm.name", "java.home", "os.name", "os.version", "os.arch")) {
            line(text, property, System.getProperty(property));
        }
        line(text, "processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        missing.forEach(what -> line(text, "missing", what));
        return text.toString();
    }

    private static void line(StringBuilder text, String key, @Nullable String value) {
        text.append(key).append(": ").append(value).append('\n');
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
