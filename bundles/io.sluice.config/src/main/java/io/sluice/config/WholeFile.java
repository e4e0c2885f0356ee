/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is replaced as a whole: whenever the machine stops, the old or the new content is there. A link is
 * written through to what it points to; mode and owner stay, a new file is its owner's alone.
 */
final class WholeFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    WholeFile(Path file) {
        this.file = file;
    }

    /**
     * Replaces the content; when it throws, the old one is there.
     *
     * @param stillWanted asked when all is ready, the last moment
     * @return false when it was not wanted any more: the old one is there
     */
    boolean replace(byte[] content, BooleanSupplier stillWanted) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path temporary = temporaryOf(target);
        try {
            write(temporary, target, content);
            if (!stillWanted.getAsBoolean()) {
                Files.delete(temporary);
                return false;
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
        syncDirectory(target);
        return true;
    }

    /** Removes what processes that were killed have left. */
    void tidy() throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Pattern name = Pattern.compile(Pattern.quote("." + target.getFileName() + ".") + "(\\d{1,10})\\.new");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directoryOf(target))) {
            for (Path left : files) {
                Matcher writer = name.matcher(left.getFileName().toString());
                if (writer.matches() && !isOfAnother(Long.parseLong(writer.group(1)))) {
                    Files.deleteIfExists(left);
                }
            }
        }
    }

    private static boolean isOfAnother(long pid) {
        return pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isPresent();
    }

    private static Path temporaryOf(Path target) {
        return target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    }

    private static void write(Path temporary, Path target, byte[] content) throws IOException {
        Files.deleteIfExists(temporary);
        boolean posix = Files.getFileStore(directoryOf(target)).supportsFileAttributeView("posix");
        // CREATE_NEW never follows a link that somebody put there.
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel =
                posix ? FileChannel.open(temporary, options, OWNER_ONLY) : FileChannel.open(temporary, options)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (posix && Files.exists(target)) {
                likeBefore(temporary, target);
            }
            channel.force(true);
        }
    }

    private static void likeBefore(Path temporary, Path target) throws IOException {
        PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView made =
                Files.getFileAttributeView(temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes now = made.readAttributes();
        try {
            if (!now.group().equals(old.group())) {
                made.setGroup(old.group());
            }
            if (!now.owner().equals(old.owner())) {
                made.setOwner(old.owner());
            }
        } catch (IOException notAllowed) {
            // Only root may give a file away. With another group its mode would let in the wrong people.
            if (!made.readAttributes().group().equals(old.group())) {
                return;
            }
        }
        made.setPermissions(old.permissions());
    }

    private static void syncDirectory(Path target) {
        try (FileChannel directory = FileChannel.open(directoryOf(target), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException unsupported) {
            // The new content is there; not every file system can sync a directory.
        }
    }

    private static Path directoryOf(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target : parent;
    }
}
