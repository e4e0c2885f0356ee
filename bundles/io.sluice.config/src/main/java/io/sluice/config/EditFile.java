/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes the file without a server, for commands like {@code passwd}: {@code FILE KEY… <VALUE}. The value is YAML and
 * comes by standard input, where nobody sees it; nothing at all removes the key. {@code name=admin} as the last key is
 * the row of a list whose {@code name} is {@code admin}: the keys of the value are set in it, or it is added.
 */
public final class EditFile {
    private static final int WRONG = 2;
    private static final int NOT_WRITTEN = 74;

    private EditFile() {}

    /** Ends the JVM: 0 when the file is changed, 2 when the change is wrong, 74 when it could not be stored. */
    @SuppressWarnings("noSystemOut") // a program of the command line
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.in, System.err));
    }

    static int run(List<String> arguments, InputStream in, PrintStream err) {
        if (arguments.size() < 2) {
            err.println("usage: FILE KEY... <VALUE");
            return WRONG;
        }
        Path file = Path.of(arguments.get(0));
        try {
            String value = new String(in.readNBytes(YamlText.MAX_BYTES), StandardCharsets.UTF_8).strip();
            List<String> path = new ArrayList<>(arguments.subList(1, arguments.size()));
            FileContent content = FileContent.of(file);
            if (content.problem() != null) {
                throw new IOException(content.problem());
            }
            Node.Fields tree = YamlText.parse(file.toString(), content.bytes());
            Object wanted = value.isEmpty() ? null : Tree.plain(YamlText.parseValue("value", value));
            int equals = path.get(path.size() - 1).indexOf('=');
            if (equals > 0) {
                String row = path.remove(path.size() - 1);
                wanted = rows(
                        Tree.at(tree, path), row.substring(0, equals), row.substring(equals + 1), (Map<?, ?>) wanted);
            }
            var editor = new FileEditor(file, List.of(), written -> {});
            editor.change(FileEditor.etag(content.bytes()), List.of(new Edit(path, wanted)));
            return 0;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(err::println);
            return WRONG;
        } catch (ConfigRefusedException refused) {
            refused.problems().forEach(err::println);
            return refused.cause() == ConfigRefusedException.Cause.STORAGE ? NOT_WRITTEN : WRONG;
        } catch (ClassCastException wrong) {
            err.println("value: a row needs keys with values");
            return WRONG;
        } catch (IOException unreadable) {
            err.println(file + ": " + unreadable.getMessage());
            return NOT_WRITTEN;
        }
    }

    private static List<Object> rows(@Nullable Node list, String key, String name, @Nullable Map<?, ?> wanted) {
        var rows = new ArrayList<Object>();
        boolean found = false;
        List<?> old = list == null || Node.isNull(list) ? List.of() : (List<?>) Tree.plain(list);
        for (Object row : old) {
            if (row instanceof Map<?, ?> map && name.equals(map.get(key))) {
                found = true;
                if (wanted != null) {
                    Map<Object, Object> merged = new LinkedHashMap<>(map);
                    merged.putAll(wanted);
                    rows.add(merged);
                }
            } else {
                rows.add(row);
            }
        }
        if (!found && wanted != null) {
            Map<Object, Object> added = new LinkedHashMap<>();
            added.put(key, name);
            added.putAll(wanted);
            rows.add(added);
        }
        return rows;
    }
}
