/*
 * The crash laboratory's faults between a host and its C library, loaded by LD_PRELOAD.
 *
 * Only files below LAB_FOLDER are touched. A control file (LAB_CONTROL), which the laboratory maps too, has rules that make calls
 * fail, be short, be late or lie, and the offset of the wall clock. Before each write to such a file, what stands there is added
 * to a log (LAB_WRITES); fsync is noted there too. So the laboratory can take back what was not on disk, as a power cut does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OP_WRITE = 1, OP_SYNC = 2, OP_TRUNCATE = 4, OP_OPEN = 8, OP_READ = 16 };
enum { FILE_JOURNAL = 1, FILE_JOURNAL_LOG = 2, FILE_TABLES = 4, FILE_TABLES_LOG = 8, FILE_OTHER = 16 };
enum { ACT_ERROR = 0, ACT_SHORT = 1, ACT_DELAY = 2, ACT_LIE = 3 };
enum { NOTE_WRITE = 1, NOTE_SYNC_BEGIN = 2, NOTE_SYNC_END = 3, NOTE_TRUNCATE = 4, NOTE_PATH = 5, NOTE_RENAME = 6, NOTE_UNLINK = 7 };

/* Both sides read these layouts: Faults/FaultControl.cs and Faults/WriteLog.cs. */
struct rule {
    _Atomic int32_t active;
    int32_t operations, files, action, error, unused;
    _Atomic int64_t skip;
    _Atomic int64_t times;
    int64_t delay_microseconds;
    _Atomic int64_t fired;
};

struct control {
    _Atomic int64_t clock_offset_nanoseconds;
    int64_t unused[15];
    struct rule rules[8];
};

struct note {
    int32_t kind, path;
    int64_t offset, length, size_before, data_length;
};

#define MAX_FD 65536
#define MAX_PATHS 4096
#define MAX_CUT (8 << 20)

static struct control *control;
static char folder[PATH_MAX];
static size_t folder_length;
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int path_of_fd[MAX_FD];
static char *paths[MAX_PATHS];
static int files_of_path[MAX_PATHS];
static int path_count;
static int32_t sync_count;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_ftruncate)(int, off64_t);
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_clock_gettime)(clockid_t, struct timespec *);

static void resolve(void)
{
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_read = dlsym(RTLD_NEXT, "read");
    real_pread = dlsym(RTLD_NEXT, "pread64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_open = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
}

__attribute__((constructor)) static void begin(void)
{
    resolve();
    const char *name = getenv("LAB_FOLDER");
    const char *control_file = getenv("LAB_CONTROL");
    const char *log_file = getenv("LAB_WRITES");
    if (!name || !control_file || !log_file) return;
    folder_length = strlen(name);
    if (folder_length >= sizeof folder) return;
    memcpy(folder, name, folder_length + 1);
    int fd = real_open(control_file, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    real_close(fd);
    log_fd = real_open(log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (mapped != MAP_FAILED && log_fd >= 0) control = mapped;
}

static void note(int kind, int path, int64_t offset, int64_t length, int64_t size_before, const void *data, size_t data_length)
{
    struct note head = { kind, path, offset, length, size_before, (int64_t)data_length };
    struct iovec parts[2] = { { &head, sizeof head }, { (void *)data, data_length } };
    ssize_t written = writev(log_fd, parts, data_length ? 2 : 1);
    (void)written; /* A log that can't be written takes nothing back. */
}

static int files_of(const char *path)
{
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    if (!strcmp(name, "journal.db")) return FILE_JOURNAL;
    if (!strcmp(name, "journal.db-wal")) return FILE_JOURNAL_LOG;
    if (!strcmp(name, "reporting.db")) return FILE_TABLES;
    if (!strcmp(name, "reporting.db-wal")) return FILE_TABLES_LOG;
    return FILE_OTHER;
}

/* The number of a path, from 1; 0 where it is none of ours. The index that SQLite shares between processes is made anew anyway. */
static int path_number(const char *path)
{
    if (!control || strncmp(path, folder, folder_length) || path[folder_length] != '/') return 0;
    size_t length = strlen(path);
    if (length > 4 && !strcmp(path + length - 4, "-shm")) return 0;
    for (int i = path_count; i > 0; i--)
        if (paths[i] && !strcmp(paths[i], path)) return i;
    if (path_count + 1 >= MAX_PATHS) return 0;
    int number = ++path_count;
    paths[number] = strdup(path);
    files_of_path[number] = files_of(path);
    note(NOTE_PATH, number, 0, 0, 0, path, length);
    return number;
}

static int path_of(int fd) { return control && fd >= 0 && fd < MAX_FD ? path_of_fd[fd] : 0; }

static void wait_for(int64_t microseconds)
{
    struct timespec rest = { microseconds / 1000000, microseconds % 1000000 * 1000 };
    while (nanosleep(&rest, &rest) && errno == EINTR) { }
}

/* The rule that a call falls under now; delays are waited here. */
static struct rule *rule_for(int operation, int files)
{
    for (int i = 0; i < 8; i++) {
        struct rule *rule = &control->rules[i];
        if (!rule->active || !(rule->operations & operation) || !(rule->files & files)) continue;
        if (rule->skip > 0) {
            rule->skip--;
            continue;
        }
        if (rule->times <= 0) continue;
        rule->times--;
        rule->fired++;
        if (rule->action == ACT_DELAY) {
            wait_for(rule->delay_microseconds);
            continue;
        }
        return rule;
    }
    return NULL;
}

static int64_t size_of(int fd)
{
    struct stat state;
    return fstat(fd, &state) ? 0 : (int64_t)state.st_size;
}

/* Before a write: what stands there now. */
static void note_write(int fd, int path, int64_t offset, size_t length)
{
    int64_t size = size_of(fd);
    size_t old = offset >= size ? 0 : (size_t)(size - offset < (int64_t)length ? size - offset : (int64_t)length);
    char *data = old ? malloc(old) : NULL;
    char own[64];
    ssize_t got = 0;
    if (data) {
        got = real_pread(fd, data, old, offset);
        if (got < 0) {
            /* Opened for writing only: read it by another descriptor. */
            snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
            int other = real_open(own, O_RDONLY | O_CLOEXEC);
            if (other >= 0) {
                got = real_pread(other, data, old, offset);
                real_close(other);
            }
        }
    }
    note(NOTE_WRITE, path, offset, (int64_t)length, size, data, got > 0 ? (size_t)got : 0);
    free(data);
}

static ssize_t write_at(int fd, int path, const void *data, size_t length, int64_t offset, int is_sequential)
{
    struct rule *rule = rule_for(OP_WRITE, files_of_path[path]);
    if (rule) {
        if (rule->action == ACT_SHORT && length > 1) {
            length /= 2;
        } else {
            errno = rule->error;
            return -1;
        }
    }
    pthread_mutex_lock(&lock);
    if (is_sequential) offset = lseek64(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    note_write(fd, path, offset, length);
    ssize_t written = is_sequential ? real_write(fd, data, length) : real_pwrite(fd, data, length, offset);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return written;
}

ssize_t write(int fd, const void *data, size_t length)
{
    if (!real_write) resolve();
    int path = path_of(fd);
    return path ? write_at(fd, path, data, length, 0, 1) : real_write(fd, data, length);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    if (!real_pwrite) resolve();
    int path = path_of(fd);
    return path ? write_at(fd, path, data, length, offset, 0) : real_pwrite(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset)
{
    if (!path_of(fd)) return syscall(SYS_pwritev, fd, parts, count, (long)offset, 0L);
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t written = pwrite64(fd, parts[i].iov_base, parts[i].iov_len, offset + all);
        if (written < 0) return all ? all : -1;
        all += written;
        if ((size_t)written < parts[i].iov_len) break;
    }
    return all;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev64(fd, parts, count, offset); }

ssize_t read(int fd, void *data, size_t length)
{
    if (!real_read) resolve();
    int path = path_of(fd);
    struct rule *rule = path ? rule_for(OP_READ, files_of_path[path]) : NULL;
    if (!rule) return real_read(fd, data, length);
    errno = rule->error;
    return -1;
}

ssize_t pread64(int fd, void *data, size_t length, off64_t offset)
{
    if (!real_pread) resolve();
    int path = path_of(fd);
    struct rule *rule = path ? rule_for(OP_READ, files_of_path[path]) : NULL;
    if (!rule) return real_pread(fd, data, length, offset);
    errno = rule->error;
    return -1;
}

ssize_t pread(int fd, void *data, size_t length, off_t offset) { return pread64(fd, data, length, offset); }

int fsync(int fd)
{
    if (!real_fsync) resolve();
    int path = path_of(fd);
    if (!path) return real_fsync(fd);
    pthread_mutex_lock(&lock);
    int number = ++sync_count;
    note(NOTE_SYNC_BEGIN, path, number, 0, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    struct rule *rule = rule_for(OP_SYNC, files_of_path[path]);
    if (rule && rule->action == ACT_LIE) return 0;
    /* The files of a round live on any file system, also one in memory; what is on disk is what this log says. */
    int result = rule ? -1 : 0;
    pthread_mutex_lock(&lock);
    note(NOTE_SYNC_END, path, number, result, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    if (rule) errno = rule->error;
    return result;
}

int fdatasync(int fd) { return fsync(fd); }

int ftruncate64(int fd, off64_t length)
{
    if (!real_ftruncate) resolve();
    int path = path_of(fd);
    if (!path) return real_ftruncate(fd, length);
    struct rule *rule = rule_for(OP_TRUNCATE, files_of_path[path]);
    if (rule) {
        errno = rule->error;
        return -1;
    }
    pthread_mutex_lock(&lock);
    int64_t size = size_of(fd);
    size_t cut = size > length ? (size_t)(size - length) : 0;
    char *data = cut && cut <= MAX_CUT ? malloc(cut) : NULL;
    ssize_t got = data ? real_pread(fd, data, cut, length) : 0;
    note(NOTE_TRUNCATE, path, length, (int64_t)cut, size, data, got > 0 ? (size_t)got : 0);
    free(data);
    int result = real_ftruncate(fd, length);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
    int path = path_of(fd);
    struct rule *rule = path ? rule_for(OP_WRITE, files_of_path[path]) : NULL;
    if (rule) {
        errno = rule->error;
        return -1;
    }
    if (path) {
        pthread_mutex_lock(&lock);
        note(NOTE_TRUNCATE, path, 0, 0, size_of(fd), NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_fallocate, fd, mode, (long)offset, (long)length);
}

int open64(const char *name, int flags, ...)
{
    if (!real_open) resolve();
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    int is_ours = control && !strncmp(name, folder, folder_length) && !(flags & O_DIRECTORY);
    if (is_ours) {
        struct rule *rule = rule_for(OP_OPEN, files_of(name));
        if (rule) {
            errno = rule->error;
            return -1;
        }
    }
    int fd = real_open(name, flags, mode);
    if (fd < 0 || fd >= MAX_FD || !is_ours) return fd;
    struct stat state;
    if (fstat(fd, &state) || !S_ISREG(state.st_mode)) return fd;
    pthread_mutex_lock(&lock);
    path_of_fd[fd] = path_number(name);
    pthread_mutex_unlock(&lock);
    return fd;
}

int open(const char *name, int flags, ...)
{
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    return open64(name, flags, mode);
}

int close(int fd)
{
    if (!real_close) resolve();
    if (fd >= 0 && fd < MAX_FD) path_of_fd[fd] = 0;
    return real_close(fd);
}

int rename(const char *from, const char *to)
{
    if (!real_rename) resolve();
    int result = real_rename(from, to);
    if (result || !control) return result;
    pthread_mutex_lock(&lock);
    int moved = path_number(from), over = path_number(to);
    if (over) {
        note(NOTE_UNLINK, over, 0, 0, 0, NULL, 0);
        free(paths[over]);
        paths[over] = NULL;
    }
    if (moved) {
        note(NOTE_RENAME, moved, 0, 0, 0, to, strlen(to));
        free(paths[moved]);
        paths[moved] = strdup(to);
        files_of_path[moved] = files_of(to);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int unlink(const char *name)
{
    if (!real_unlink) resolve();
    int result = real_unlink(name);
    if (result || !control) return result;
    pthread_mutex_lock(&lock);
    int gone = path_number(name);
    if (gone) {
        note(NOTE_UNLINK, gone, 0, 0, 0, NULL, 0);
        free(paths[gone]);
        paths[gone] = NULL;
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = real_clock_gettime ? real_clock_gettime(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
    if (result || !control || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
    int64_t offset = control->clock_offset_nanoseconds;
    if (!offset) return 0;
    int64_t all = (int64_t)time->tv_sec * 1000000000 + time->tv_nsec + offset;
    time->tv_sec = all / 1000000000;
    time->tv_nsec = all % 1000000000;
    return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
