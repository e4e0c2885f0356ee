/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./sluice check FILE [--set a.b=VALUE]…}: says of each key whether it is used, ignored or refused. */
public final class Check {
    private static final int WRONG = 2;

    private Check() {}

    /** Ends the JVM: 0 when the file is right, 2 when it is wrong. */
    @SuppressWarnings("noSystemOut") // a program of the command line
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        String file = null;
        var overrides = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--set") && i + 1 < arguments.size()) {
                overrides.add(arguments.get(++i));
            } else if (file == null && !argument.startsWith("--")) {
                file = argument;
            } else {
                file = null;
                break;
            }
        }
        if (file == null) {
            err.println("usage: sluice check FILE [--set SECTION.KEY=VALUE]...");
            return WRONG;
        }
        FileContent content = FileContent.of(Path.of(file));
        try {
            if (content.problem() != null) {
                throw new ConfigException(new Place(file, 0), content.problem());
            }
            ConfigModel model = ConfigReader.read(file, content.bytes(), overrides);
            model.notes().forEach(out::println);
            out.println(file + ": right, " + model.streams().size() + " streams");
            return 0;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(err::println);
            return WRONG;
        }
    }
}
