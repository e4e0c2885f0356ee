/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What tests do in a process of its own, because it is killed or its disk is full. */
final class WriterProcess {
    private WriterProcess() {}

    /** The content that is written as number {@code n}: too large for one page, and it says which it is. */
    static byte[] content(int n) {
        return ("# " + n + "\nenv: { N: \"" + n + "\" }\n" + ("# " + n + "\n").repeat(5_000))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * {@code loop FILE N}: writes the contents from N on for ever, and prints each number when it is written.
     * {@code change FILE STREAM}: adds a stream with a long source, and prints how that went.
     */
    @SuppressWarnings("noSystemOut") // its parent reads it
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        if (arguments[0].equals("loop")) {
            for (int n = Integer.parseInt(arguments[2]); ; n++) {
                new WholeFile(file).replace(content(n), () -> true);
                System.out.println(n);
            }
        }
        var editor = new FileEditor(file, List.of(), written -> System.out.println("applied"));
        try {
            String source = "demo:#" + "x".repeat(4_000);
            editor.change(null, List.of(new Edit(List.of("streams", arguments[2]), List.of(source))));
            System.out.println("written");
        } catch (ConfigRefusedException refused) {
            System.out.println(refused.cause() + " " + refused.getMessage());
        }
    }
}
