/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The life of a stream: its sources (legs), its viewers, its feeds. Lane only, unless said otherwise. */
@NullMarked
package io.sluice.core.stream;

import org.jspecify.annotations.NullMarked;
