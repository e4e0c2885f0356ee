/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import io.sluice.launcher.cli.Cli;
import io.sluice.launcher.log.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/** The program: understands the command line, runs the server, ends with a code that says how it went. */
public final class Main {
    private static final String USAGE = """
            usage: sluice run [--home DIR] [--config FILE] [--set a.b=VALUE]... [--dev] [--shell]
                   sluice version
                   sluice help

              --home DIR        configuration, bundle cache, logs; one server per home (default ./sluice-home)
              --config FILE     default HOME/conf/sluice.yaml
              --set a.b=VALUE   wins over the file; may be given several times
              --dev             unsigned bundles may be installed
              --shell           an interactive shell on the terminal""";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        CommandLine line = CommandLine.parse(List.of(arguments));
        if (line instanceof CommandLine.Run run) {
            System.exit(run(run.options()).status());
        } else if (line instanceof CommandLine.Ask ask) {
            System.exit(Cli.run(ask.command(), ask.arguments(), version()).status());
        } else if (line instanceof CommandLine.Version) {
            System.out.println("sluice " + version());
        } else if (line instanceof CommandLine.Help) {
            System.out.println(USAGE);
        } else if (line instanceof CommandLine.Wrong wrong) {
            System.exit(refused(ExitCode.USAGE, wrong.line()).status());
        }
    }

    private static ExitCode run(RunOptions options) throws IOException {
        if (options.shell() && !Boolean.getBoolean("sluice.terminal")) {
            return refused(ExitCode.USAGE, "--shell needs a terminal");
        }
        NameCache.keepShort();
        ServerHome home;
        try {
            home = ServerHome.open(options.home());
        } catch (StartRefusedException e) {
            return refused(e.exitCode(), e.getMessage());
        }
        Path distribution = distribution();
        System.setProperty("sluice.log", home.log().toString());
        Path ownLogging = options.home().resolve("conf").resolve("logback.xml");
        if (Files.exists(ownLogging)) {
            System.setProperty("logback.configurationFile", ownLogging.toString());
        } else if (!options.shell()) {
            Screen.keepForUs();
        }
        Server server = new Server(distribution, options, version());
        Shutdown shutdown = new Shutdown(server);
        Runtime.getRuntime().addShutdownHook(shutdown);
        ExitCode code = run(server, home);
        shutdown.endWith(code);
        return code;
    }

    private static ExitCode run(Server server, ServerHome home) {
        try {
            server.run(home);
            return ExitCode.OK;
        } catch (StartRefusedException e) {
            String where = e.exitCode() == ExitCode.START_FAILED ? "; see " + home.log() : "";
            return refused(e.exitCode(), e.getMessage() + where);
        } catch (IOException | BundleException e) {
            return refused(ExitCode.START_FAILED, e + "; see " + home.log());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(ExitCode.START_FAILED, "interrupted");
        }
    }

    private static ExitCode refused(ExitCode code, @Nullable String line) {
        System.err.println("sluice: " + line);
        return code;
    }

    /** The directory with lib, system and conf: said by the script. */
    private static Path distribution() {
        return Path.of(System.getProperty("sluice.dist", ".")).toAbsolutePath().normalize();
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
