/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a process holds: threads, files, sockets and child processes. Take a snapshot before and after, and see what was
 * left behind. Linux only ({@code /proc}).
 */
public final class Leaks {
    private static final Duration SETTLE = Duration.ofSeconds(30);

    /** Threads that the JDK starts and ends as it likes. */
    private static final Pattern OF_THE_JDK =
            Pattern.compile("process reaper.*|ForkJoinPool\\.commonPool.*|Attach Listener"
                    + "|Common-Cleaner|C[12] Compiler.*|GC Thread.*|G1 .*|Thread-SWEEPER|CompletableFutureDelaySch.*");

    private Leaks() {}

    /**
     * A snapshot; counts by name. Numbers in names of threads are replaced by {@code #}, so that one pool's thread
     * equals the next.
     *
     * @param threads names (15 characters at most for another process)
     * @param files paths of open files, pipes and the like, without sockets
     * @param sockets for example {@code tcp LISTEN 127.0.0.1:8554}, {@code tcp ESTABLISHED 127.0.0.1:8554}
     * @param children command names of child processes
     */
    public record Snapshot(
            Map<String, Integer> threads,
            Map<String, Integer> files,
            Map<String, Integer> sockets,
            Map<String, Integer> children) {

        /** What there is more of than in the earlier snapshot, one line each; empty when nothing was left behind. */
        public List<String> since(Snapshot before) {
            var more = new ArrayList<String>();
            compare("thread", before.threads, threads, more);
            compare("file", before.files, files, more);
            compare("socket", before.sockets, sockets, more);
            compare("child process", before.children, children, more);
            return more;
        }

        private static void compare(
                String what, Map<String, Integer> before, Map<String, Integer> after, List<String> more) {
            after.forEach((name, count) -> {
                int added = count - before.getOrDefault(name, 0);
                if (added > 0) {
                    more.add("+" + added + " " + what + " " + name);
                }
            });
        }

        /** File descriptors of all kinds. */
        public int descriptors() {
            return sum(files) + sum(sockets);
        }

        public int threadCount() {
            return sum(threads);
        }

        private static int sum(Map<String, Integer> counts) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Of this JVM: its Java threads with their full names. */
    public static Snapshot ofThisJvm() {
        var threads = new TreeMap<String, Integer>();
        OnceOnly.done();
        Thread.getAllStackTraces().keySet().forEach(thread -> countThread(threads, thread.getName()));
        return snapshot(ProcessHandle.current().pid(), threads);
    }

    /** Of another process, with its native threads. */
    public static Snapshot of(long pid) {
        var threads = new TreeMap<String, Integer>();
        for (Path task : list(Path.of("/proc/" + pid + "/task"))) {
            countThread(threads, read(task.resolve("comm")).strip());
        }
        return snapshot(pid, threads);
    }

    /** Waits until nothing is left that was not there before; fails with the list of what is, after 30 s. */
    public static void awaitNothingSince(Snapshot before, Supplier<Snapshot> now) {
        awaitNothingSince(before, now, SETTLE);
    }

    /** As {@link #awaitNothingSince(Snapshot, Supplier)} with another deadline. */
    public static void awaitNothingSince(Snapshot before, Supplier<Snapshot> now, Duration deadline) {
        Await.until(
                () -> "left behind: " + now.get().since(before),
                deadline,
                () -> now.get().since(before).isEmpty());
    }

    /** Has the JDK open what it opens once and keeps, so that it does not look like a leak of whoever comes first. */
    private static final class OnceOnly {
        static {
            Ports.free(); // holds a port from the first time on
            try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    var selector = Selector.open();
                    var channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                channel.register(selector, 0);
                selector.selectNow();
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void done() {
            // Being called is enough.
        }
    }

    private static Snapshot snapshot(long pid, Map<String, Integer> threads) {
        var files = new TreeMap<String, Integer>();
        var inodes = new HashSet<String>();
        for (Path link : list(Path.of("/proc/" + pid + "/fd"))) {
            String target;
            try {
                target = Files.readSymbolicLink(link).toString();
            } catch (IOException e) {
                continue; // closed meanwhile, as the descriptor of this very listing
            }
            if (target.startsWith("socket:[")) {
                inodes.add(target.substring("socket:[".length(), target.length() - 1));
            } else if (!target.startsWith("/proc/")) {
                count(files, target.replaceAll("\\[\\d+]", "[#]"));
            }
        }
        return new Snapshot(threads, files, sockets(pid, inodes), children(pid));
    }

    private static Map<String, Integer> sockets(long pid, Set<String> inodes) {
        var sockets = new TreeMap<String, Integer>();
        Set<String> left = new HashSet<>(inodes);
        for (String kind : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : read(Path.of("/proc/" + pid + "/net/" + kind)).split("\n")) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9 && left.remove(columns[9])) {
                    String local = columns[1];
                    String state = kind.startsWith("tcp") ? state(columns[3]) : "open";
                    String address = local.substring(0, local.indexOf(':'));
                    int port = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
                    boolean shown = state.equals("LISTEN") || kind.startsWith("udp");
                    count(sockets, kind + " " + state + (shown ? " " + address(address) + ":" + port : ""));
                }
            }
        }
        if (!left.isEmpty()) {
            sockets.put("other", left.size());
        }
        return sockets;
    }

    private static String state(String hex) {
        return switch (hex) {
            case "01" -> "ESTABLISHED";
            case "0A" -> "LISTEN";
            case "08" -> "CLOSE_WAIT";
            default -> "state " + hex;
        };
    }

    /** The kernel writes IPv4 addresses in the machine's byte order. */
    private static String address(String hex) {
        if (hex.length() != 8) {
            return hex.endsWith("01000000") ? "[::1]" : "[" + hex + "]";
        }
        var parts = new ArrayList<String>();
        for (int i = 6; i >= 0; i -= 2) {
            parts.add(String.valueOf(Integer.parseInt(hex.substring(i, i + 2), 16)));
        }
        return String.join(".", parts);
    }

    private static Map<String, Integer> children(long pid) {
        var children = new HashMap<String, Integer>();
        ProcessHandle.of(pid)
                .ifPresent(process -> process.descendants()
                        .forEach(child -> count(children, child.info().command().orElse("ended"))));
        return children;
    }

    private static void countThread(Map<String, Integer> threads, String name) {
        if (!name.isEmpty() && !OF_THE_JDK.matcher(name).matches()) {
            count(threads, name.replaceAll("\\d+", "#"));
        }
    }

    private static void count(Map<String, Integer> counts, String name) {
        counts.merge(name, 1, Integer::sum);
    }

    private static List<Path> list(Path directory) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(found::add);
        } catch (IOException e) {
            return List.of(); // the process ended
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
