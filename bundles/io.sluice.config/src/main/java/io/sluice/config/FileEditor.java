/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigFile.Review;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.config.ConfigRefusedException.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and changes the file for those who are not its watcher. One thread. */
final class FileEditor {
    private static final int MAX_TRIES = 16;

    private final Path file;
    private final String name;
    private final List<String> overrides;
    private final WholeFile whole;
    private final Consumer<FileContent> written;
    private Runnable beforeRename = () -> {};

    /** @param written gets what the file holds after each change, before the change is reported */
    FileEditor(Path file, List<String> overrides, Consumer<FileContent> written) {
        this.file = file;
        this.name = file.toString();
        this.overrides = overrides;
        this.whole = new WholeFile(file);
        this.written = written;
    }

    /** For tests: what others do at the worst moment. */
    void beforeRename(Runnable others) {
        beforeRename = others;
    }

    /** @param problem says why a content is not applied, or null */
    Document document(Function<FileContent, @Nullable String> problem) throws ConfigRefusedException {
        FileContent content = read();
        String text = new String(content.bytes(), StandardCharsets.UTF_8);
        Set<String> readOnly = Overrides.paths(overrides).stream()
                .map(path -> String.join(".", path))
                .collect(Collectors.toSet());
        return new Document(
                file, text, Masking.masked(name, text), etag(content.bytes()), problem.apply(content), readOnly);
    }

    private FileContent read() throws ConfigRefusedException {
        FileContent content = FileContent.of(file);
        if (content.problem() != null) {
            throw new ConfigRefusedException(Cause.STORAGE, List.of(file + " " + content.problem()));
        }
        return content;
    }

    /** @param applied what is applied now, or null */
    Review review(String text, @Nullable ConfigModel applied) throws ConfigRefusedException {
        try {
            String unmasked = Masking.unmasked(name, text(read()), text);
            ConfigModel model = ConfigReader.read(name, unmasked.getBytes(StandardCharsets.UTF_8), overrides);
            List<String> notes = model.notes().stream()
                    .filter(note -> note.verdict() != Note.Verdict.USED)
                    .map(Note::toString)
                    .toList();
            return new Review(List.of(), notes, ModelChanges.between(applied, model));
        } catch (ConfigException wrong) {
            return new Review(wrong.problems(), List.of(), List.of());
        }
    }

    void replace(@Nullable String etag, String text) throws ConfigRefusedException {
        store(etag, old -> Masking.unmasked(name, text(old), text));
    }

    void change(@Nullable String etag, List<Edit> edits) throws ConfigRefusedException {
        store(etag, old -> edited(old, edits));
    }

    /**
     * True when some edits make another text than others, and it could be stored.
     *
     * @throws ConfigRefusedException when they are wrong
     */
    boolean isChange(List<Edit> edits, List<Edit> others) throws ConfigRefusedException {
        FileContent old = read();
        try {
            String text = edited(old, edits);
            if (text.equals(edited(old, others))) {
                return false;
            }
            check(old, text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (ConfigException wrong) {
            throw refused(wrong);
        }
    }

    private String edited(FileContent old, List<Edit> edits) throws ConfigException, ConfigRefusedException {
        String text = text(old);
        for (Edit edit : edits) {
            if (edit.path().isEmpty()) {
                throw new ConfigException(new Place(name, 0), "an edit without a key");
            }
            text = edited(text, edit);
        }
        return text;
    }

    /** The edits with {@code ${NAME}} where the file has it at the same place and the value is that of the variable. */
    List<Edit> withVariables(List<Edit> edits) {
        Node.Fields tree;
        try {
            tree = Variables.resolve(YamlText.parse(name, read().bytes()), Variables::ofThisMachine);
        } catch (ConfigException | ConfigRefusedException wrong) {
            return edits;
        }
        return edits.stream()
                .map(edit -> {
                    Node old = Tree.at(tree, edit.path());
                    return old == null || edit.value() == null
                            ? edit
                            : new Edit(edit.path(), Tree.withVariables(edit.value(), old));
                })
                .toList();
    }

    private String edited(String text, Edit edit) throws ConfigException {
        boolean marked = text.startsWith("\uFEFF");
        String plain = marked ? text.substring(1) : text;
        Node.Fields tree = YamlText.parse(name, plain);
        List<String> path = asWritten(tree, edit.path());
        refuseReadOnly(path);
        String changed = YamlEdit.set(name, plain, tree, path, edit.value());
        return marked ? "\uFEFF" + changed : changed;
    }

    private void refuseReadOnly(List<String> path) throws ReadOnlyException {
        for (List<String> set : Overrides.paths(overrides)) {
            if (path.size() >= set.size() && path.subList(0, set.size()).equals(set)) {
                throw new ReadOnlyException(set);
            }
        }
    }

    /** Names are compared in normal form C; the file may have another one. */
    private static List<String> asWritten(Node.Fields tree, List<String> path) {
        boolean named = path.size() > 1
                && Set.of(Schema.STREAMS, Schema.PRELOAD, Schema.PUBLISH).contains(path.get(0));
        if (!named
                || !(Tree.at(tree, path.subList(0, 1)) instanceof Node.Fields names)
                || names.field(path.get(1)) != null) {
            return path;
        }
        String normal = Normalizer.normalize(path.get(1), Normalizer.Form.NFC);
        for (Node.Field field : names.fields()) {
            if (Normalizer.normalize(field.key(), Normalizer.Form.NFC).equals(normal)) {
                var written = new ArrayList<>(path);
                written.set(1, field.key());
                return written;
            }
        }
        return path;
    }

    private FileContent current(@Nullable String etag) throws ConfigRefusedException {
        FileContent content = read();
        if (etag != null && !etag.equals(etag(content.bytes()))) {
            throw new ConfigRefusedException(
                    Cause.STALE, List.of(file + " was changed in the meantime; read it again"));
        }
        return content;
    }

    /** Makes the new text of what is there. */
    private interface Change {
        String of(FileContent old) throws ConfigException, ConfigRefusedException;
    }

    private void store(@Nullable String etag, Change change) throws ConfigRefusedException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            FileContent old = current(etag);
            byte[] bytes;
            try {
                bytes = change.of(old).getBytes(StandardCharsets.UTF_8);
                check(old, bytes);
            } catch (ConfigException wrong) {
                throw refused(wrong);
            }
            if (stored(old, new FileContent(bytes, null))) {
                return;
            }
        }
        throw new ConfigRefusedException(Cause.STALE, List.of(file + " is changed all the time; try again"));
    }

    /** False when somebody's editor saved the file meanwhile: that is not to be overwritten. */
    private boolean stored(FileContent old, FileContent content) throws ConfigRefusedException {
        if (content.sameAs(old)) {
            return true;
        }
        try {
            boolean replaced = whole.replace(content.bytes(), () -> {
                beforeRename.run();
                return FileContent.of(file).sameAs(old);
            });
            if (!replaced) {
                return false;
            }
        } catch (IOException | RuntimeException failed) {
            throw new ConfigRefusedException(
                    Cause.STORAGE,
                    List.of(file + " could not be written (" + reason(failed) + "); nothing was changed"));
        }
        written.accept(content);
        return true;
    }

    private void check(FileContent old, byte[] bytes) throws ConfigException {
        ConfigReader.read(name, bytes, overrides);
        refuseChangesOfReadOnly(old, bytes);
    }

    private void refuseChangesOfReadOnly(FileContent old, byte[] bytes) throws ConfigException {
        List<List<String>> readOnly = Overrides.paths(overrides);
        if (readOnly.isEmpty()) {
            return;
        }
        Node.Fields before;
        try {
            before = YamlText.parse(name, old.bytes());
        } catch (ConfigException notYaml) {
            return;
        }
        Node.Fields after = YamlText.parse(name, bytes);
        for (List<String> path : readOnly) {
            if (!Tree.same(Tree.at(before, path), Tree.at(after, path))) {
                throw new ReadOnlyException(path);
            }
        }
    }

    private String text(FileContent content) throws ConfigRefusedException {
        try {
            YamlText.decode(name, content.bytes());
            return new String(content.bytes(), StandardCharsets.UTF_8);
        } catch (ConfigException wrong) {
            throw refused(wrong);
        }
    }

    private static ConfigRefusedException refused(ConfigException wrong) {
        return new ConfigRefusedException(
                wrong instanceof ReadOnlyException ? Cause.READ_ONLY : Cause.INVALID, wrong.problems());
    }

    private static String reason(Exception failed) {
        String reason = failed instanceof FileSystemException file ? file.getReason() : failed.getMessage();
        return reason == null ? failed.getClass().getSimpleName() : reason;
    }

    static String etag(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The command line sets the key. */
    private static final class ReadOnlyException extends ConfigException {
        private static final long serialVersionUID = 1L;

        ReadOnlyException(List<String> path) {
            super(List.of(Texts.shown(String.join(".", path))
                    + " is set on the command line (--set) and cannot be changed here"));
        }
    }
}
