/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file without a server, for commands like {@code diag}: {@code FILE} gives its text with secrets masked,
 * {@code FILE KEY…} each single value below the keys on a line of its own; a list stands for all of its items.
 */
public final class ShowFile {
    private static final int WRONG = 2;
    private static final int NOT_READ = 74;

    private ShowFile() {}

    /** Ends the JVM: 0 when it was shown, 2 when the file is no YAML, 74 when it cannot be read. */
    @SuppressWarnings("noSystemOut") // a program of the command line
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty()) {
            err.println("usage: FILE [KEY]...");
            return WRONG;
        }
        String name = arguments.get(0);
        FileContent content = FileContent.of(Path.of(name));
        if (content.problem() != null) {
            err.println(name + ": " + content.problem());
            return NOT_READ;
        }
        String masked = Masking.masked(name, new String(content.bytes(), StandardCharsets.UTF_8));
        if (arguments.size() == 1) {
            out.print(masked);
            return 0;
        }
        try {
            print(YamlText.parse(name, masked), arguments.subList(1, arguments.size()), out);
            return 0;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(err::println);
            return WRONG;
        }
    }

    private static void print(@Nullable Node node, List<String> keys, PrintStream out) {
        if (node instanceof Node.Items list) {
            list.items().forEach(item -> print(item, keys, out));
        } else if (keys.isEmpty()) {
            if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
                out.println(Texts.shown(scalar.text()));
            }
        } else if (node instanceof Node.Fields fields) {
            Node.Field field = fields.field(keys.get(0));
            print(field == null ? null : field.value(), keys.subList(1, keys.size()), out);
        }
    }
}
