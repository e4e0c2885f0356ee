/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the other end of a connection is a process of a program: the inode of its socket stands in
 * {@code /proc/net/tcp}, and among the descriptors of its processes. On a thread of its own, because files of a process
 * that hangs in the kernel may hang too.
 */
final class PeerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerProcess.class);
    private static final Path PROC = Path.of("/proc");
    private static final int MAX_WAITING = 64;
    private static final long IDLE_S = 5;
    /** Columns of /proc/net/tcp: local and remote address, inode. */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int INODE = 9;
    /** Fields of /proc/PID/stat behind the name: state, parent, group, session. */
    private static final int GROUP = 2;

    private static final int SESSION = 3;

    private final String name;
    private final int ourPort;
    private final Runnable done;
    private final ThreadPoolExecutor checks;

    /** @param done run after each check */
    PeerProcess(String name, int ourPort, Runnable done) {
        this.name = name;
        this.ourPort = ourPort;
        this.done = done;
        checks = new ThreadPoolExecutor(1, 1, IDLE_S, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        checks.allowCoreThreadTimeOut(true);
    }

    /**
     * Whether the connection from a port is the program's; true also where that cannot be seen.
     *
     * @param leader of the program's process group, or {@link Ticket#ANYBODY}
     */
    CompletionStage<Boolean> owns(long leader, int peerPort) {
        if (leader == Ticket.ANYBODY) {
            return CompletableFuture.completedFuture(true);
        }
        var verdict = new CompletableFuture<Boolean>();
        try {
            checks.execute(() -> {
                verdict.complete(check(leader, peerPort));
                done.run();
            });
        } catch (RejectedExecutionException e) {
            verdict.complete(true); // one before it hangs: the token alone has to do
        }
        return verdict;
    }

    private boolean check(long leader, int peerPort) {
        String inode = inode(peerPort);
        if (inode == null) {
            return !Files.isReadable(PROC.resolve("net/tcp"));
        }
        String socket = "socket:[" + inode + "]";
        Boolean own = holds(PROC.resolve(Long.toString(leader)), socket);
        if (Boolean.TRUE.equals(own)) {
            return true;
        }
        boolean unseen = own == null;
        for (Path process : processesOf(leader)) {
            Boolean holds = holds(process, socket);
            if (Boolean.TRUE.equals(holds)) {
                return true;
            }
            unseen |= holds == null;
        }
        LOG.debug("{}: port {} is not of the group of process {}", name, peerPort, leader);
        return unseen;
    }

    /** Null when no such connection is listed. */
    private @Nullable String inode(int peerPort) {
        String local = address(peerPort);
        String remote = address(ourPort);
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            try (BufferedReader lines = Files.newBufferedReader(PROC.resolve(table), StandardCharsets.US_ASCII)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns.length > INODE && columns[LOCAL].endsWith(local) && columns[REMOTE].endsWith(remote)) {
                        return columns[INODE];
                    }
                }
            } catch (IOException e) {
                LOG.debug("{}: {} cannot be read: {}", name, table, e.getMessage());
            }
        }
        return null;
    }

    /** 127.0.0.1 as the kernel writes it, in a table of IPv4 or at the end of an address that IPv6 maps. */
    private static String address(int port) {
        return "0100007F:" + String.format(Locale.ROOT, "%04X", port);
    }

    /** Null when its descriptors may not be seen. */
    private static @Nullable Boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, socket)) {
                    return true;
                }
            }
            return false;
        } catch (AccessDeniedException e) {
            return null;
        } catch (IOException | DirectoryIteratorException e) {
            return false; // gone
        }
    }

    private static boolean isLinkTo(Path descriptor, String target) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(target);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** Those of the group or the session of the leader. */
    private static Set<Path> processesOf(long leader) {
        var members = new HashSet<Path>();
        String wanted = Long.toString(leader);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                String[] fields = fields(process);
                if (fields.length > SESSION && (fields[GROUP].equals(wanted) || fields[SESSION].equals(wanted))) {
                    members.add(process);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("Processes cannot be listed: {}", e.getMessage());
        }
        return members;
    }

    private static String[] fields(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        } catch (IOException | UncheckedIOException e) {
            return new String[0]; // gone
        }
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
