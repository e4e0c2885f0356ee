/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./sluice check FILE [--home DIR] [--set a.b=VALUE]…}: says of each key whether it is used, ignored or refused,
 * and what the server of a home would change if this were its file.
 */
public final class Check {
    private static final int WRONG = 2;
    /** What is refused; the sentence says why. */
    private static final Pattern PROBLEM = Pattern.compile(".*?:(\\d+): ([^:;]+).*");

    private static final String USAGE = "usage: sluice check FILE [--home DIR] [--set SECTION.KEY=VALUE]...";

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> overrides = new ArrayList<>();
    private @Nullable String file;
    private @Nullable Path home;

    private Check(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Ends the JVM: 0 when the file is right, 2 when it is wrong. */
    @SuppressWarnings("noSystemOut") // a program of the command line
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        var check = new Check(out, err);
        if (!check.understands(arguments) || check.file == null) {
            err.println(USAGE);
            return WRONG;
        }
        return check.check(check.file);
    }

    private boolean understands(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean more = i + 1 < arguments.size();
            if (argument.equals("--set") && more) {
                overrides.add(arguments.get(++i));
            } else if (argument.equals("--home") && more) {
                home = Path.of(arguments.get(++i));
            } else if (file == null && !argument.startsWith("--")) {
                file = argument;
            } else {
                return false;
            }
        }
        return true;
    }

    private int check(String name) {
        try {
            ConfigModel model = read(name);
            print(model.notes(), List.of());
            compare(Path.of(name), model);
            int streams = model.streams().size();
            out.println(name + ": right, " + streams + (streams == 1 ? " stream" : " streams"));
            return 0;
        } catch (ConfigException wrong) {
            print(wrong.notes(), wrong.problems());
            wrong.problems().forEach(err::println);
            return WRONG;
        }
    }

    private ConfigModel read(String name) throws ConfigException {
        FileContent content = FileContent.of(Path.of(name));
        if (content.problem() != null) {
            throw new ConfigException(new Place(name, 0), content.problem());
        }
        return ConfigReader.read(name, content.bytes(), overrides);
    }

    /** One line a key, in the order of the file. */
    private void print(List<Note> notes, List<String> problems) {
        int widest = notes.stream().mapToInt(note -> note.key().length()).max().orElse(1);
        String form = "%5s  %-8s %-" + Math.min(widest, 40) + "s  %s%n";
        notes.stream()
                .sorted(Comparator.comparingInt(note -> note.place().line()))
                .forEach(note -> out.printf(
                        form,
                        note.place().line() == 0 ? "--set" : note.place().line(),
                        note.verdict() == Note.Verdict.USED ? "used" : "ignored",
                        note.key(),
                        note.verdict() == Note.Verdict.LATER ? "nothing in this version uses it" : note.text()));
        for (String problem : notes.isEmpty() ? List.<String>of() : problems) {
            Matcher refused = PROBLEM.matcher(problem);
            if (refused.matches()) {
                out.printf("%5s  %-8s %s%n", refused.group(1), "refused", refused.group(2));
            }
        }
    }

    /** Against the file of a home, which is what its server has applied. */
    private void compare(Path checked, ConfigModel model) {
        Path of = home == null ? Path.of("sluice-home") : home;
        Path applied = of.resolve("conf").resolve("sluice.yaml");
        try {
            if (!Files.exists(applied) || Files.isSameFile(applied, checked)) {
                return;
            }
            List<String> changes = ModelChanges.between(read(applied.toString()), model);
            out.println("instead of " + applied + " it would " + (changes.isEmpty() ? "change nothing" : "…"));
            changes.forEach(change -> out.println("  " + change));
        } catch (ConfigException wrong) {
            out.println(applied + " is wrong itself: " + wrong.getMessage());
        } catch (IOException unreadable) {
            out.println(applied + " cannot be read: " + unreadable.getMessage());
        }
    }
}
