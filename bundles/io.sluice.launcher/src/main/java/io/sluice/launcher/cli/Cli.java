/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands beside {@code run}. */
public final class Cli {
    /** Their names. */
    public static final Set<String> COMMANDS = Set.of("install", "list", "remove", "update", "passwd", "diag");

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final String version;

    Cli(Terminal terminal, Map<String, String> environment, String version) {
        this.terminal = terminal;
        this.environment = environment;
        this.version = version;
    }

    /**
     * Does what the command line says, in this process's terminal.
     *
     * @param command one of {@link #COMMANDS}
     */
    public static ExitCode run(String command, List<String> arguments, String version) {
        Terminal terminal = new SystemTerminal(Boolean.getBoolean("sluice.terminal"));
        return new Cli(terminal, System.getenv(), version).run(command, arguments);
    }

    ExitCode run(String command, List<String> arguments) {
        try {
            switch (command) {
                case "passwd" ->
                    new PasswordCommand(
                                    Arguments.parse(arguments, PasswordCommand.OPTIONS),
                                    terminal,
                                    environment,
                                    ConfigTool::new)
                            .run();
                case "diag" ->
                    new DiagCommand(
                                    Arguments.parse(arguments, DiagCommand.OPTIONS),
                                    terminal,
                                    environment,
                                    ConfigTool::new,
                                    version)
                            .run();
                default -> bundles(command, Arguments.parse(arguments, BundleCommands.OPTIONS));
            }
            return ExitCode.OK;
        } catch (CommandFailedException failed) {
            terminal.warn(String.valueOf(failed.getMessage()));
            return failed.exitCode();
        }
    }

    private void bundles(String command, Arguments arguments) throws CommandFailedException {
        BundleCommands bundles = new BundleCommands(arguments, terminal, environment);
        switch (command) {
            case "install" -> bundles.install();
            case "list" -> bundles.list();
            case "update" -> bundles.update();
            case "remove" -> bundles.remove();
            default -> throw Arguments.usage("unknown command '" + command + "'; try './sluice help'");
        }
    }
}
